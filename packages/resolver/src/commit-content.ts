import {
  printable,
  SnapshotError,
  type CommitSha,
  type SpaceContent,
  type SpaceFile,
  type SpaceId,
} from '@agent-spaces/core';
import type { GitRepository, TreeEntry } from '@agent-spaces/git';
import { isIgnoredName } from './integrity';
import { orderSpaceFiles, spaceFilePath } from './space-files';

/** Where a space lies in a registry (seed 003 §4.1). */
export const spacePath = (id: SpaceId): string => `spaces/${id}`;

/**
 * The content of a space as a commit holds it, or `undefined` when the commit has no such directory.
 * @throws SnapshotError for what cannot be a file of a space: a submodule, a name that is not UTF-8 or that would leave the space.
 */
export async function commitContent(
  repository: GitRepository,
  id: SpaceId,
  commit: CommitSha,
): Promise<SpaceContent | undefined> {
  const root = await repository.treeAt(commit, spacePath(id));
  if (root === undefined) return undefined;
  const place = `${spacePath(id)} at commit ${commit}`;
  const files: SpaceFile[] = [];

  const walk = async (tree: string, prefix: string): Promise<void> => {
    const entries = await repository.readTree(tree);
    await Promise.all(
      entries.map(async (entry) => {
        const path = spaceFilePath(prefix, entry.name, place);
        if (isIgnoredName(path)) return;
        if (entry.type === 'tree') return walk(entry.oid, `${path}/`);
        files.push({ path, kind: kindOf(entry, path, id, commit), oid: entry.oid });
      }),
    );
  };
  await walk(root, '');
  orderSpaceFiles(files, place);

  const byPath = new Map(files.map((file) => [file.path, file]));
  const read = async (path: string): Promise<Buffer> => {
    const file = byPath.get(path);
    if (!file)
      throw new SnapshotError(`${spacePath(id)} has no file "${printable(path, 400)}" at commit ${commit}.`);
    return (await repository.readObject(file.oid)).data;
  };
  return {
    files,
    read,
    hasShebang: async (path) => byPath.get(path)?.kind !== 'symlink' && startsWithShebang(await read(path)),
  };
}

export const startsWithShebang = (data: Uint8Array): boolean => data[0] === 0x23 && data[1] === 0x21;

function kindOf(entry: TreeEntry, path: string, id: SpaceId, commit: CommitSha): SpaceFile['kind'] {
  switch (entry.mode) {
    case '100755':
      return 'executable';
    case '120000':
      return 'symlink';
    case '160000':
      throw new SnapshotError(
        `${spacePath(id)}/${printable(path, 400)} at commit ${commit} is a git submodule.`,
        {
          hint: 'A space must hold its own files: copy the content in, or publish it as a space of its own.',
        },
      );
    default:
      return 'file';
  }
}
