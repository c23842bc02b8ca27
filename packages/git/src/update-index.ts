import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';
import type { FileEntry } from './write-commit';

/** Sets the index entries at exactly these paths, or removes them where there is no entry; all others stay, staged or not. */
export async function updateIndex(
  access: RepositoryAccess,
  entries: ReadonlyMap<string, FileEntry | undefined>,
  idDigits: number,
): Promise<void> {
  const none: FileEntry = { mode: '0', oid: '0'.repeat(idDigits) };
  const input = [...entries]
    .map(([path, entry = none]) => `${entry.mode} ${entry.oid} 0\t${path}\0`)
    .join('');
  const result = await runGit(access, ['update-index', '--add', '-z', '--index-info'], {
    input,
    uninterrupted: true,
  });
  if (result.exitCode === 0) return;
  throw gitFailure(access.directory, `The index of ${access.directory} cannot be updated`, result.stderr);
}
