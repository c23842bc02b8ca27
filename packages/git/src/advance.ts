import type { CommitSha } from '@agent-spaces/core';
import { readBranchState, type BranchState } from './branch-state';
import { gitFailure, gitMessage } from './git-failure';
import { readRemote, type GitRemote } from './remote';
import { runGit } from './run-git';

export type AdvanceResult =
  | { readonly kind: 'no-remote' }
  /** Nothing to bring to the checked-out branch; new tags may have come all the same. */
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
  readonly directory: string;
  readonly bare: boolean;
  /** Reads HEAD anew. */
  readonly readHead: () => Promise<CommitSha | undefined>;
}

// A gc that detaches itself would outlive us; without any, a registry that is only ever advanced would grow loose packs for ever.
const FOREGROUND = ['-c', 'gc.autoDetach=false', '-c', 'maintenance.autoDetach=false'];

/**
 * Fetches branches and tags, then fast-forwards the checked-out branch where git can do so without touching local work: never a merge
 * commit, never a stash, never a forced tag.
 */
export async function advance(subject: AdvanceSubject): Promise<AdvanceResult> {
  const { directory, bare } = subject;
  const remote = await readRemote(directory);
  if (!remote) return { kind: 'no-remote' };
  if (!remote.fetchable) return blocked(`The remote ${remote.name} is not configured to fetch branches.`);
  if (bare) return advanceBare(subject, remote);

  await fetchFrom(directory, remote);
  const state = await readBranchState(directory);
  const settled = settledWithoutMerge(state);
  if (settled) return settled;

  const merge = [
    '-c',
    'merge.autoStash=false',
    'merge',
    '--ff-only',
    '--no-squash',
    '--no-stat',
    '--quiet',
    '@{upstream}',
  ];
  const merged = await runGit(directory, [...FOREGROUND, ...merge], { uninterrupted: true });
  if (merged.exitCode !== 0) return blocked(gitMessage(merged.stderr));
  return moved(state.head, await subject.readHead());
}

/** A bare mirror moves its branches by fetching alone. */
async function advanceBare(
  { directory, readHead }: AdvanceSubject,
  remote: GitRemote,
): Promise<AdvanceResult> {
  const from = await readHead();
  await fetchFrom(directory, remote);
  return moved(from, await readHead());
}

async function fetchFrom(directory: string, { name, url }: GitRemote): Promise<void> {
  // Not quiet: then git would not say which ref it refused.
  const fetch = ['fetch', '--tags', '--no-recurse-submodules', '--', name];
  const result = await runGit(directory, [...FOREGROUND, ...fetch]);
  if (result.exitCode === 0) return;
  throw gitFailure(
    `Fetching from the remote ${name} (${url}) failed`,
    result.stderr,
    'Check the network and your access to it, or work offline with --no-fetch.',
  );
}

function settledWithoutMerge({ branch, head, upstream, distance }: BranchState): AdvanceResult | undefined {
  if (branch === undefined) return blocked('No branch is checked out (HEAD is detached).');
  if (upstream === undefined) return blocked(`The branch ${branch} does not follow a branch of the remote.`);
  // A branch without commits has no distance to anything; whether there is something to start from, the merge finds out.
  if (head === undefined) return undefined;
  if (!distance) return blocked(`The branch ${upstream}, which ${branch} follows, is gone.`);
  const { ahead, behind } = distance;
  if (behind === 0) return { kind: 'up-to-date' };
  return ahead > 0 ? { kind: 'diverged', branch, upstream, ahead, behind } : undefined;
}

function moved(from: CommitSha | undefined, to: CommitSha | undefined): AdvanceResult {
  return to === undefined || to === from ? { kind: 'up-to-date' } : { kind: 'advanced', from, to };
}

const blocked = (reason: string): AdvanceResult => ({ kind: 'blocked', reason });
