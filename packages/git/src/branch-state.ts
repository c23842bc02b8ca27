import { isCommitSha, type CommitSha } from '@agent-spaces/core';
import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

export interface BranchState {
  /** Undefined before the first commit. */
  readonly head: CommitSha | undefined;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  /** The branch it follows, short: `origin/main`. */
  readonly upstream: string | undefined;
  /** Commits only in the branch and only in its upstream; undefined when either of the two has none. */
  readonly distance: { readonly ahead: number; readonly behind: number } | undefined;
}

/** Where the checked-out branch stands against its upstream, from the headers of one `git status`. */
export async function readBranchState(access: RepositoryAccess): Promise<BranchState> {
  const { directory } = access;
  const status = ['status', '--porcelain=v2', '--branch', '--ahead-behind', '-z'];
  const result = await runGit(access, [...status, '--untracked-files=no', '--ignore-submodules=all']);
  if (result.exitCode !== 0)
    throw gitFailure(directory, `The state of ${directory} cannot be read`, result.stderr);
  return parseBranchState(result.stdout);
}

/** Headers come first; a changed file may be called like one, so reading stops at the first entry. */
export function parseBranchState(output: string): BranchState {
  const headers = new Map<string, string>();
  for (const record of output.split('\0')) {
    const [, key, value] = /^# branch\.(\w+) (.+)$/.exec(record) ?? [];
    if (key === undefined || value === undefined) break;
    headers.set(key, value);
  }
  const oid = headers.get('oid') ?? '';
  const branch = headers.get('head');
  const [, ahead, behind] = /^\+(\d+) -(\d+)$/.exec(headers.get('ab') ?? '') ?? [];
  return {
    head: isCommitSha(oid) ? oid : undefined,
    branch: branch === '(detached)' ? undefined : branch,
    upstream: headers.get('upstream'),
    distance: ahead === undefined ? undefined : { ahead: Number(ahead), behind: Number(behind) },
  };
}
