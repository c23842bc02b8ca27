import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitSha } from '@agent-spaces/core';
import { parseBranchState } from './branch-state';
import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

/** A path at which work tree, index and HEAD are not the same. What git is told to ignore is none. */
export interface UncommittedPath {
  readonly path: string;
  readonly kind: 'changed' | 'conflicting' | 'untracked';
}

export type UnfinishedOperation = 'merge' | 'cherry-pick' | 'revert' | 'rebase';

export interface WorkState {
  /** Undefined before the first commit. */
  readonly head: CommitSha | undefined;
  /** The branch that is checked out, short; undefined when HEAD is detached. */
  readonly branch: string | undefined;
  /** What git is in the middle of, and would take a commit of ours into. */
  readonly unfinished: UnfinishedOperation | undefined;
  /** Below the paths that were asked for, in git's order. */
  readonly uncommitted: readonly UncommittedPath[];
}

const STATUS = ['--porcelain=v2', '--branch', '--no-ahead-behind', '-z', '--untracked-files=all'];

/** The state of HEAD and of what lies at or below `paths`, in one `git status`. */
export async function readWorkState(
  access: RepositoryAccess,
  gitDirectory: string,
  paths: readonly string[],
): Promise<WorkState> {
  const { directory } = access;
  // What is called `spaces/a*` is meant to the letter.
  const status = ['--literal-pathspecs', 'status', ...STATUS, '--no-renames', '--ignore-submodules=none'];
  const result = await runGit(access, [...status, '--', ...paths]);
  if (result.exitCode !== 0)
    throw gitFailure(directory, `The state of ${directory} cannot be read`, result.stderr);
  const { head, branch } = parseBranchState(result.stdout);
  return {
    head,
    branch,
    unfinished: unfinishedOperation(gitDirectory),
    uncommitted: parseUncommitted(result.stdout),
  };
}

const KINDS: Readonly<Record<string, UncommittedPath['kind']>> = {
  '1': 'changed',
  u: 'conflicting',
  '?': 'untracked',
};
/** How many fields stand before the path. */
const FIELDS_BEFORE: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/** The entries of `git status --porcelain=v2 -z --no-renames`. */
export function parseUncommitted(output: string): readonly UncommittedPath[] {
  return output.split('\0').flatMap((record) => {
    const mark = record.split(' ', 1)[0] ?? '';
    const kind = KINDS[mark];
    const before = FIELDS_BEFORE[mark];
    if (kind === undefined || before === undefined) return [];
    return [{ path: record.split(' ').slice(before).join(' '), kind }];
  });
}

const MARKERS: readonly (readonly [string, UnfinishedOperation])[] = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
];

const unfinishedOperation = (gitDirectory: string): UnfinishedOperation | undefined =>
  MARKERS.find(([name]) => existsSync(join(gitDirectory, name)))?.[1];
