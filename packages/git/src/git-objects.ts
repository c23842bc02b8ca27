import { GitError, type CommitSha } from '@agent-spaces/core';
import { collectedContent } from './collected-content';
import { missingObject } from './git-failure';
import type { ObjectAnswer, ObjectType } from './object-answer';
import type { ContentSink, ObjectReader } from './object-reader';
import { registryPath } from './registry-path';
import { parseTreeEntries, type TreeEntry } from './tree-entries';

export interface GitObject {
  readonly oid: string;
  readonly type: ObjectType;
  readonly data: Buffer;
}

/** A blob with its content, or without it when it is larger than `LARGE_BLOB_BYTES`: read that one with `streamBlob`. */
export type BlobRead =
  | { readonly kind: 'whole'; readonly oid: string; readonly data: Buffer }
  | { readonly kind: 'large'; readonly oid: string; readonly size: number };

/** Above this size (4 MiB) `readBlobs` does not hold a blob in memory. */
export const LARGE_BLOB_BYTES = 4 * 1024 * 1024;

/** Reading by object id and by path at a commit. Paths are `/`-separated, from the top of the registry. */
export interface GitObjects {
  /** A whole object in memory, whatever its size; GitError if there is none. */
  readObject(oid: string): Promise<GitObject>;
  /** The entries in git's order, read once per id while the repository is open. */
  readTree(oid: string): Promise<readonly TreeEntry[]>;
  /** The id of the tree at e.g. `spaces/frontend`; undefined if there is nothing or something else. */
  treeAt(commit: CommitSha, path: string): Promise<string | undefined>;
  /** The content of a file, e.g. `registry/dist-tags.json`; undefined if there is nothing or something else. */
  blobAt(commit: CommitSha, path: string): Promise<Buffer | undefined>;
  /**
   * Blobs in the order asked for. Requests run ahead of the consumer by a fixed number, so git is never waited for in between and
   * memory stays bounded however long the list is.
   */
  readBlobs(oids: Iterable<string>): AsyncIterable<BlobRead>;
  /**
   * Hands a blob over in chunks of the pipe, holding one at a time. While a promise of `onChunk` is pending, every other read of this
   * repository waits too; so `onChunk` must not itself wait for one.
   */
  streamBlob(oid: string, onChunk: (chunk: Buffer) => void | Promise<void>): Promise<void>;
}

type Found = Extract<ObjectAnswer, { kind: 'found' }>;

const BLOBS_AHEAD = 64;
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function createGitObjects(reader: ObjectReader): GitObjects {
  const trees = new Map<string, Promise<readonly TreeEntry[]>>();

  /** An object that has to be there, of the type it has to have. */
  async function expectObject<T>(
    oid: string,
    type: ObjectType | undefined,
    open: (found: Found) => ContentSink<T>,
  ) {
    if (!OBJECT_ID.test(oid)) throw new GitError(`${JSON.stringify(oid)} is not a git object id`);
    return reader.request(oid, (answer) => {
      if (answer.kind !== 'found') throw missingObject(oid);
      if (type !== undefined && answer.type !== type) {
        throw new GitError(`The git object ${oid} is a ${answer.type}, not a ${type}`);
      }
      return open(answer);
    });
  }

  /** The object at a path, undefined if there is none; an object that is missing on the way is an error, not an empty registry. */
  async function objectAt<T>(commit: CommitSha, path: string, open: (found: Found) => ContentSink<T>) {
    const atPath = await reader.request<T | undefined>(`${commit}:${registryPath(path)}`, (answer) =>
      answer.kind === 'found' ? open(answer) : nothing,
    );
    if (atPath === undefined) await expectWhatIsNamed(commit, path);
    return atPath;
  }

  /** git calls a path missing that a commit does not have, and one whose objects are gone as well. Only walking it tells which. */
  async function expectWhatIsNamed(commit: CommitSha, path: string): Promise<void> {
    let tree = await expectObject(commit, 'commit', ({ size }) =>
      collectedContent(size, (data) => rootTree(commit, data)),
    );
    for (const segment of path.split('/')) {
      const name = Buffer.from(segment);
      const entry = (await readTree(tree)).find((each) => each.name.equals(name));
      // A submodule's commit is in another repository.
      if (!entry || entry.type === 'commit') return;
      if (entry.type === 'blob') return expectObject(entry.oid, 'blob', () => nothing);
      tree = entry.oid;
    }
    await readTree(tree);
  }

  function readTree(oid: string): Promise<readonly TreeEntry[]> {
    const known = trees.get(oid);
    if (known) return known;
    const read = expectObject(oid, 'tree', ({ size }) =>
      collectedContent(size, (data) => parseTreeEntries(oid, data)),
    );
    trees.set(oid, read);
    // A failure is not remembered: a fetch may bring what was missing.
    read.catch(() => trees.delete(oid));
    return read;
  }

  function readBlob(oid: string): Promise<BlobRead> {
    return expectObject<BlobRead>(oid, 'blob', ({ size }) =>
      size > LARGE_BLOB_BYTES
        ? { done: () => ({ kind: 'large', oid, size }) }
        : collectedContent(size, (data) => ({ kind: 'whole', oid, data })),
    );
  }

  return {
    readTree,

    readObject: (oid) =>
      expectObject(oid, undefined, ({ type, size }) =>
        collectedContent(size, (data) => ({ oid, type, data })),
      ),

    treeAt: (commit, path) =>
      objectAt(commit, path, ({ oid, type, size }) => {
        if (type !== 'tree') return nothing;
        // Whoever asks for a tree reads it next, and its content is on the way already.
        return collectedContent(size, (data) => {
          if (!trees.has(oid)) trees.set(oid, Promise.resolve(parseTreeEntries(oid, data)));
          return oid;
        });
      }),

    blobAt: (commit, path) =>
      objectAt(commit, path, ({ type, size }) =>
        type === 'blob' ? collectedContent<Buffer | undefined>(size, (data) => data) : nothing,
      ),

    async *readBlobs(oids) {
      const ahead: Promise<BlobRead>[] = [];
      for (const oid of oids) {
        const read = readBlob(oid);
        // The loop that awaits it reports a failure; until then, or if the consumer stops early, it must not count as unhandled.
        read.catch(() => undefined);
        const due = ahead.push(read) > BLOBS_AHEAD ? ahead.shift() : undefined;
        if (due) yield await due;
      }
      for (const read of ahead) yield await read;
    },

    streamBlob: (oid, onChunk) =>
      expectObject(oid, 'blob', () => ({ write: onChunk, done: () => undefined })),
  };
}

function rootTree(commit: CommitSha, data: Buffer): string {
  const [, tree] = /^tree ([0-9a-f]+)\n/.exec(data.toString('latin1')) ?? [];
  if (tree === undefined) throw new GitError(`The git commit ${commit} is malformed: it names no tree`);
  return tree;
}

const nothing: ContentSink<undefined> = { done: () => undefined };
