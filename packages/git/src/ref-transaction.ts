import { GitError } from '@agent-spaces/core';
import { gitFailure, gitMessage } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

export interface RefUpdate {
  /** In full: `refs/tags/space/a/v1.0.0`. */
  readonly ref: string;
  readonly to: string;
  /** What it has to point at until now; `undefined` for a ref that must not exist. */
  readonly from: string | undefined;
}

const MOVED = /cannot lock ref '([^']+)': (?:is at|reference already exists|reference is missing)/;

/**
 * Moves and makes refs, all of them or none, in the order given. The number of processes does not depend on theirs.
 *
 * @throws GitError where one of them is not what it has to be
 */
export async function updateRefs(
  access: RepositoryAccess,
  updates: readonly RefUpdate[],
  reason: string,
): Promise<void> {
  const commands = updates.map(({ ref, to, from }) =>
    from === undefined ? `create ${ref}\0${to}\0` : `update ${ref}\0${to}\0${from}\0`,
  );
  const input = ['start\0', ...commands, 'prepare\0', 'commit\0'].join('');
  const transaction = ['update-ref', '-m', reason, '--stdin', '-z'];
  const result = await runGit(access, transaction, { input, uninterrupted: true });
  if (result.exitCode === 0) return;
  const { directory } = access;
  const [, moved] = MOVED.exec(result.stderr) ?? [];
  if (moved === undefined)
    throw gitFailure(directory, `The refs of ${directory} stay as they were`, result.stderr);
  throw new GitError(`${moved} was changed by somebody else meanwhile: ${gitMessage(result.stderr)}`, {
    hint: 'Nothing was changed here. Look at what they did, then run the command again.',
  });
}
