import { GitError } from '@agent-spaces/core';
import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

const UNKNOWN = /Please tell me who you are|auto-detect|no (?:name|email) was given|empty ident/;

/**
 * Who commits and tags here, and when, as git writes it into an object: `Ada <ada@example.com> 1767225600 +0100`.
 *
 * @throws GitError where git does not know who that is
 */
export async function readIdentity(access: RepositoryAccess): Promise<string> {
  const { directory } = access;
  const result = await runGit(access, ['var', 'GIT_COMMITTER_IDENT']);
  if (result.exitCode === 0) return result.stdout.replace(/\n$/, '');
  if (!UNKNOWN.test(result.stderr))
    throw gitFailure(directory, 'git cannot say who commits here', result.stderr);
  throw new GitError('git does not know who you are, so it can make neither a commit nor a tag', {
    hint: 'Tell it: git config --global user.name "<your name>", and git config --global user.email <your address>.',
  });
}
