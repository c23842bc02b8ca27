import type { CommitSha } from '@agent-spaces/core';
import { collectedContent } from './collected-content';
import { missingObject } from './git-failure';
import type { GitObjects } from './git-objects';
import type { ObjectReader } from './object-reader';
import { registryPath } from './registry-path';
import { parseTreeEntries, type TreeEntry } from './tree-entries';

/** The top of a commit's tree. */
export const readRootTree = (reader: ObjectReader, commit: CommitSha): Promise<readonly TreeEntry[]> =>
  reader.request(`${commit}^{tree}`, (answer) => {
    if (answer.kind !== 'found') throw missingObject(commit);
    return collectedContent(answer.size, (data) => parseTreeEntries(answer.oid, data));
  });

export const entryNamed = (entries: readonly TreeEntry[], name: string): TreeEntry | undefined =>
  entries.find((entry) => entry.name.equals(Buffer.from(name)));

/** What a commit has at a path, with its mode; undefined where it has nothing. */
export async function entryAt(
  { reader, readTree }: { readonly reader: ObjectReader; readonly readTree: GitObjects['readTree'] },
  commit: CommitSha,
  path: string,
): Promise<TreeEntry | undefined> {
  const [first = '', ...rest] = registryPath(path).split('/');
  let entry = entryNamed(await readRootTree(reader, commit), first);
  for (const name of rest) {
    if (entry?.type !== 'tree') return undefined;
    entry = entryNamed(await readTree(entry.oid), name);
  }
  return entry;
}
