import { GitError, type CommitSha } from '@agent-spaces/core';
import { readBranchState, type BranchState } from './branch-state';
import { gitFailure, gitMessage, knownHint } from './git-failure';
import { settingOptions } from './imposed-settings';
import { refusedRefs } from './refused-refs';
import { readRemote, type GitRemote } from './remote';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

export type AdvanceResult =
  | { readonly kind: 'no-remote' }
  | (BranchMove & {
      /** Why git did not take over some refs of the remote, such as a tag that is another one here. All others came. */
      readonly refused: GitError | undefined;
    });

/** What became of the checked-out branch. */
type BranchMove =
  /** Nothing to bring to it; new tags may have come all the same. */
  | { readonly kind: 'up-to-date' }
  /** `from` is undefined when the branch had no commit yet. */
  | { readonly kind: 'advanced'; readonly from: CommitSha | undefined; readonly to: CommitSha }
  | {
      readonly kind: 'diverged';
      readonly branch: string;
      /** Short, as in `origin/main`. */
      readonly upstream: string;
      /** Commits only here, and only there. */
      readonly ahead: number;
      readonly behind: number;
    }
  /** What was fetched is here, but the checked-out files stay as they are; `reason` is a sentence for the user. */
  | { readonly kind: 'blocked'; readonly reason: string };

export interface AdvanceSubject {
  readonly access: RepositoryAccess;
  readonly bare: boolean;
  /** Reads HEAD anew. */
  readonly readHead: () => Promise<CommitSha | undefined>;
}

/**
 * Fetches branches and tags, then fast-forwards the checked-out branch where git can do so without touching local work: never a merge
 * commit, never a stash, never a forced or a deleted tag. A ref that git refuses does not hold up the others.
 */
export async function advance(subject: AdvanceSubject): Promise<AdvanceResult> {
  const { access, bare, readHead } = subject;
  const remote = await readRemote(access);
  if (!remote) return { kind: 'no-remote' };
  if (!remote.fetchable) {
    return {
      ...blocked(`The remote ${remote.name} is not configured to fetch branches.`),
      refused: undefined,
    };
  }
  // A bare mirror moves its branches by fetching alone.
  const from = bare ? await readHead() : undefined;
  const refused = await fetchFrom(access, remote);
  const move = bare ? moved(from, await readHead()) : await fastForward(subject);
  return { ...move, refused };
}

/** Returns what git refused of a fetch that otherwise went well. */
async function fetchFrom(access: RepositoryAccess, { name, url }: GitRemote): Promise<GitError | undefined> {
  // Options, because a setting of this one remote would win over a setting for all.
  const immune = ['--no-prune', '--no-recurse-submodules'];
  // Not quiet: then git would not say which ref it refused.
  const { exitCode, stderr } = await runGit(access, ['fetch', '--tags', ...immune, '--', name]);
  if (exitCode === 0) return undefined;
  const { directory } = access;
  const [first, ...others] = refusedRefs(stderr);
  if (exitCode === 1 && first) {
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    const hint = knownHint(directory, stderr);
    return new GitError(
      `The remote ${name} (${url}) was fetched, but git refused ${first.name} (${first.reason})${more}`,
      hint === undefined ? {} : { hint },
    );
  }
  throw gitFailure(
    directory,
    `Fetching from the remote ${name} (${url}) failed`,
    stderr,
    'Check the network and your access to it, or work offline with --no-fetch.',
  );
}

async function fastForward({ access, readHead }: AdvanceSubject): Promise<BranchMove> {
  const state = await readBranchState(access);
  const { branch, head } = state;
  if (branch === undefined) return blocked('No branch is checked out (HEAD is detached).');
  const settled = settledWithoutMerge(branch, state);
  if (settled) return settled;
  const merge = ['merge', '--ff-only', '--no-squash', '--no-stat', '--quiet', '@{upstream}'];
  const merged = await runGit(access, [...settingOptions(mergeSettings(branch)), ...merge], {
    uninterrupted: true,
  });
  if (merged.exitCode !== 0) return blocked(gitMessage(merged.stderr));
  return moved(head, await readHead());
}

const mergeSettings = (branch: string): Readonly<Record<string, string>> => ({
  'merge.autoStash': 'false',
  // It protects nothing here: versions come from tags, which a merge does not look at. It would only leave dist-tags behind them.
  'merge.verifySignatures': 'false',
  // A strategy that knows no fast-forward, such as `ours`, makes git forget --ff-only and write a merge commit.
  'pull.twohead': 'recursive',
  [`branch.${branch}.mergeOptions`]: '',
});

function settledWithoutMerge(
  branch: string,
  { head, upstream, distance }: BranchState,
): BranchMove | undefined {
  if (upstream === undefined) return blocked(`The branch ${branch} does not follow a branch of the remote.`);
  // A branch without commits has no distance to anything; whether there is something to start from, the merge finds out.
  if (head === undefined) return undefined;
  if (!distance) return blocked(`The branch ${upstream}, which ${branch} follows, is gone.`);
  const { ahead, behind } = distance;
  if (behind === 0) return { kind: 'up-to-date' };
  return ahead > 0 ? { kind: 'diverged', branch, upstream, ahead, behind } : undefined;
}

function moved(from: CommitSha | undefined, to: CommitSha | undefined): BranchMove {
  return to === undefined || to === from ? { kind: 'up-to-date' } : { kind: 'advanced', from, to };
}

const blocked = (reason: string): BranchMove => ({ kind: 'blocked', reason });
