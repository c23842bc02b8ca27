import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { IntegrityError } from '@agent-spaces/core';
import { startsWithShebang } from '@agent-spaces/resolver';
import type { AspHome } from './asp-home';
import { hasErrno, isErrno } from './errno';
import { removeTree } from './staging';
import { matchesOid, storedMode } from './stored-tree';

type BlobKind = 'file' | 'executable';

/**
 * The store's files by content: each distinct content with each mode is one inode, and every snapshot and cache entry that holds it
 * is a hard link. Creating files is what an install pays for, so a content is created once.
 */
export interface BlobStore {
  /**
   * Puts a content at `target`, which must not exist: as a link where the store has it whole, else written and kept. `read` is asked
   * only in the second case, and nothing is written that does not hash to `oid`; a kept content that no longer does is dropped.
   */
  put(content: BlobContent, target: string): Promise<BlobFacts>;
  /** A content that this process wrote lately, so that it need not be read back to be copied. */
  recall(oid: string): Buffer | undefined;
}

export interface BlobContent {
  readonly oid: string;
  readonly kind: BlobKind;
  readonly read: () => Promise<Buffer>;
}

export interface BlobFacts {
  /** In bytes. */
  readonly size: number;
  readonly shebang: boolean;
}

export function openBlobStore(home: AspHome): BlobStore {
  // What this process has written or hashed needs no second look while it runs.
  const whole = new Map<string, BlobFacts>();
  const directories = new Set<string>();
  const recent = createRecentContents();

  const place = (oid: string, kind: BlobKind): string =>
    join(home.blobs, oid.slice(0, 2), kind === 'executable' ? `${oid.slice(2)}-x` : oid.slice(2));

  // Most contents of a cold install are new: one listing answers for all that would lie in a directory.
  const listings = new Map<string, ReadonlySet<string>>();
  const isListed = (path: string): boolean => {
    const directory = dirname(path);
    let names = listings.get(directory);
    if (!names) {
      names = new Set(existsSync(directory) ? readdirSync(directory) : []);
      listings.set(directory, names);
    }
    return names.has(basename(path));
  };

  const find = (oid: string, path: string): BlobFacts | undefined => {
    const known = whole.get(path);
    if (known || !isListed(path) || !existsSync(path)) return known;
    const data = readIfFile(path);
    if (!data || !matchesOid(data, oid)) {
      removeTree(path);
      return undefined;
    }
    const facts = factsOf(data);
    whole.set(path, facts);
    return facts;
  };

  const create = ({ oid, kind }: BlobContent, data: Buffer, path: string, target: string): BlobFacts => {
    if (!matchesOid(data, oid)) {
      throw new IntegrityError(`The content received for object ${oid} does not hash to that name.`, {
        hint: 'The registry is damaged: run git fsck in it.',
      });
    }
    writeFileSync(target, data, { flag: 'wx', mode: storedMode(kind) });
    const directory = dirname(path);
    if (!directories.has(directory)) {
      mkdirSync(directory, { recursive: true });
      directories.add(directory);
    }
    try {
      linkSync(target, path);
    } catch (error) {
      // Another process was first or took the directory away, or the disk has no links: the file at `target` is whole either way.
      if (!hasErrno(error, 'EEXIST', 'ENOENT', 'EPERM')) throw error;
    }
    const facts = factsOf(data);
    whole.set(path, facts);
    recent.add(oid, data);
    return facts;
  };

  /** `false` where the disk gives no link: then the content is written once more. */
  const link = (path: string, target: string): boolean => {
    try {
      linkSync(path, target);
      return true;
    } catch (error) {
      if (!hasErrno(error, 'EMLINK', 'EPERM', 'ENOENT')) throw error;
      whole.delete(path);
      // A file may have only so many links: the next one that is written takes its place.
      if (hasErrno(error, 'EMLINK')) removeTree(path);
      return false;
    }
  };

  const put = async (content: BlobContent, target: string): Promise<BlobFacts> => {
    const path = place(content.oid, content.kind);
    const linked = (): BlobFacts | undefined => {
      const facts = find(content.oid, path);
      return facts && link(path, target) ? facts : undefined;
    };
    const facts = linked();
    if (facts) return facts;
    const data = await content.read();
    // An equal file may have been written in the meantime.
    return linked() ?? create(content, data, path, target);
  };
  return { put, recall: recent.get };
}

const RECENT_FILE_BYTES = 64 * 1024;
const RECENT_BYTES = 64 * 1024 * 1024;

/** Small contents, up to a fixed sum: a cold install copies them a moment later, and opening a file costs more than its bytes. */
function createRecentContents(): {
  add(oid: string, data: Buffer): void;
  get(oid: string): Buffer | undefined;
} {
  const contents = new Map<string, Buffer>();
  let room = RECENT_BYTES;
  return {
    add: (oid, data) => {
      if (data.length > RECENT_FILE_BYTES || data.length > room || contents.has(oid)) return;
      contents.set(oid, data);
      room -= data.length;
    },
    get: (oid) => contents.get(oid),
  };
}

const factsOf = (data: Uint8Array): BlobFacts => ({ size: data.length, shebang: startsWithShebang(data) });

/** A blob that cannot be read is as good as none: it is dropped like a damaged one, and dropping it tells what is wrong. */
function readIfFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isErrno(error)) return undefined;
    throw error;
  }
}
