import { GitError, isCommitSha, type CommitSha } from '@agent-spaces/core';
import { entryNamed, readRootTree } from './entry-at';
import { gitFailure } from './git-failure';
import type { GitObjects } from './git-objects';
import type { ObjectReader } from './object-reader';
import { registryPath } from './registry-path';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';
import type { TreeEntry } from './tree-entries';

/** A file as a tree has it. */
export interface FileEntry {
  /** `100644` or `100755`. */
  readonly mode: string;
  readonly oid: string;
}

export interface CommitRequest {
  readonly parent: CommitSha;
  /** Path from the top → the file that stands there afterwards; everything else stays as `parent` has it. */
  readonly files: ReadonlyMap<string, FileEntry>;
  readonly message: string;
}

export interface CommitSources {
  readonly access: RepositoryAccess;
  readonly reader: ObjectReader;
  readonly readTree: GitObjects['readTree'];
}

/** Writes a file's bytes as they are, without the filters of a work tree. */
export const writeBlob = (access: RepositoryAccess, content: Buffer): Promise<string> =>
  writeObject(access, ['hash-object', '-w', '--stdin'], content);

/**
 * Writes a commit of its parent's tree with some files replaced or added. No ref, no index and no work tree is touched, and the number
 * of processes depends on the depth of the paths alone.
 *
 * @throws GitError where something that is no directory stands in the way of a path
 */
export async function writeCommit(
  { access, reader, readTree }: CommitSources,
  { parent, files, message }: CommitRequest,
): Promise<CommitSha> {
  const rootEntries = await readRootTree(reader, parent);
  const root = await layOut('', rootEntries, groupByFirst(files), readTree);
  for (let depth = depthOf(root); depth > 0; depth--) await writeTrees(access, treesAt(root, depth));
  await writeTrees(access, [root]);
  const commit = ['commit-tree', '--no-gpg-sign', '-p', parent, '-F', '-', root.oid];
  const written = await writeObject(access, commit, Buffer.from(message));
  if (!isCommitSha(written)) throw new GitError(`git wrote the commit ${JSON.stringify(written)}`);
  return written;
}

/** A tree that is about to be written; its subtrees first. */
interface DraftTree {
  oid: string;
  /** Entries that stay, or are known already. */
  readonly entries: readonly TreeEntry[];
  readonly subtrees: ReadonlyMap<string, DraftTree>;
}

interface Changes {
  readonly files: ReadonlyMap<string, FileEntry>;
  readonly directories: ReadonlyMap<string, ReadonlyMap<string, FileEntry>>;
}

async function layOut(
  place: string,
  entries: readonly TreeEntry[],
  { files, directories }: Changes,
  readTree: GitObjects['readTree'],
): Promise<DraftTree> {
  const changed = [...files.keys(), ...directories.keys()];
  const kept = entries.filter(({ name }) => !changed.some((each) => name.equals(Buffer.from(each))));
  const added = [...files].map(([name, { mode, oid }]): TreeEntry => {
    const standing = entryNamed(entries, name);
    if (standing && standing.type !== 'blob') throw inTheWay(`${place}${name}`, 'a directory');
    return { mode, type: 'blob', oid, name: Buffer.from(name) };
  });
  const subtrees = new Map<string, DraftTree>();
  for (const [name, below] of directories) {
    const path = `${place}${name}/`;
    const standing = entryNamed(entries, name);
    if (standing && standing.type !== 'tree') throw inTheWay(path, 'no directory');
    const inside = standing ? await readTree(standing.oid) : [];
    subtrees.set(name, await layOut(path, inside, groupByFirst(below), readTree));
  }
  return { oid: '', entries: [...kept, ...added], subtrees };
}

const inTheWay = (path: string, what: string): GitError =>
  new GitError(`${path} cannot be written: the commit has ${what} there`, {
    hint: 'Move it away and commit that first.',
  });

function groupByFirst(files: ReadonlyMap<string, FileEntry>): Changes {
  const here = new Map<string, FileEntry>();
  const directories = new Map<string, Map<string, FileEntry>>();
  for (const [path, entry] of files) {
    const [first = '', ...rest] = registryPath(path).split('/');
    if (rest.length === 0) here.set(first, entry);
    else directories.set(first, new Map(directories.get(first)).set(rest.join('/'), entry));
  }
  return { files: here, directories };
}

const depthOf = ({ subtrees }: DraftTree): number =>
  Math.max(0, ...[...subtrees.values()].map((subtree) => 1 + depthOf(subtree)));

const treesAt = ({ subtrees }: DraftTree, depth: number): readonly DraftTree[] =>
  [...subtrees.values()].flatMap((tree) => (depth === 1 ? [tree] : treesAt(tree, depth - 1)));

/** All trees of one depth, in one process. */
async function writeTrees(access: RepositoryAccess, trees: readonly DraftTree[]): Promise<void> {
  if (trees.length === 0) return;
  const input = Buffer.concat(trees.flatMap((tree) => [...treeLines(tree), SEPARATOR]));
  // Objects that a partial clone left on its remote are there all the same.
  const written = await writeObject(access, ['mktree', '-z', '--missing', '--batch'], input);
  const oids = written.split('\n');
  if (oids.length !== trees.length) throw new GitError(`git wrote ${oids.length} trees, not ${trees.length}`);
  for (const [index, tree] of trees.entries()) tree.oid = oids[index] ?? '';
}

const SEPARATOR = Buffer.from('\0');

function treeLines({ entries, subtrees }: DraftTree): readonly Buffer[] {
  const trees = [...subtrees].map(([name, { oid }]): TreeEntry => ({
    mode: '040000',
    type: 'tree',
    oid,
    name: Buffer.from(name),
  }));
  return [...entries, ...trees].map(({ mode, type, oid, name }) =>
    Buffer.concat([Buffer.from(`${mode} ${type} ${oid}\t`), name, SEPARATOR]),
  );
}

async function writeObject(
  access: RepositoryAccess,
  args: readonly string[],
  input: Buffer,
): Promise<string> {
  const result = await runGit(access, args, { input });
  if (result.exitCode === 0) return result.stdout.trim();
  throw gitFailure(
    access.directory,
    `git could not write to ${access.directory}`,
    result.stderr,
    'Check that its disk has room, and that you may write to its .git directory.',
  );
}
