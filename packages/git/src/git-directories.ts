import { resolve } from 'node:path';
import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

/** Where git keeps its own things; both absolute. */
export interface GitDirectories {
  /** Of this work tree: its HEAD and its index. */
  readonly own: string;
  /** Of all linked work trees together: refs and objects. */
  readonly common: string;
}

/** In one `git rev-parse` each, because a directory's name may hold whatever could separate two. */
export async function readGitDirectories(access: RepositoryAccess): Promise<GitDirectories> {
  const [own, common] = await Promise.all([
    readDirectory(access, '--absolute-git-dir'),
    readDirectory(access, '--git-common-dir'),
  ]);
  return { own, common };
}

async function readDirectory(access: RepositoryAccess, question: string): Promise<string> {
  const { directory } = access;
  const result = await runGit(access, ['rev-parse', question]);
  if (result.exitCode !== 0)
    throw gitFailure(directory, `The git directory of ${directory} cannot be found`, result.stderr);
  return resolve(directory, result.stdout.replace(/\n$/, ''));
}
