import { GitError } from '@agent-spaces/core';
import { gitFailure, gitMessage, knownHint } from './git-failure';
import { listRefs } from './list-refs';
import { refusedRefs, type RefusedRef } from './refused-refs';
import { readRemote } from './remote';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

/** Where a branch is pushed to. */
export interface PushTarget {
  readonly remote: string;
  /** What the branch is called there, in full; undefined where no branch is pushed. */
  readonly ref: string | undefined;
}

export interface PushRequest extends PushTarget {
  /** Short; undefined to push tags alone. */
  readonly branch: string | undefined;
  /** Short: `space/a/v1.0.0`. */
  readonly tags: readonly string[];
  /** Globs of short names: tags that go along with the branch where it holds what they name and the remote lacks them. */
  readonly following?: readonly string[];
}

const FIELDS = ['push:remotename', 'push:remoteref', 'upstream:remotename', 'upstream:remoteref'];

/**
 * Where `git push` would take a branch: to where it is configured to be pushed, else to what it follows, else to `origin` or the only
 * remote, under its own name.
 *
 * @throws GitError where there is no remote
 */
export async function readPushTarget(
  access: RepositoryAccess,
  branch: string | undefined,
): Promise<PushTarget> {
  const { directory } = access;
  const remote = (await readRemote(access))?.name;
  if (branch !== undefined) {
    const format = FIELDS.map((field) => `%(${field})`).join('%00');
    const listed = await runGit(access, ['for-each-ref', `--format=${format}`, `refs/heads/${branch}`]);
    if (listed.exitCode !== 0)
      throw gitFailure(directory, `Where ${branch} is pushed to cannot be read`, listed.stderr);
    // As a pattern the name also matches what lies below it, which cannot be while it exists itself.
    const [pushName, pushRef, upName, upRef] = listed.stdout.replace(/\n$/, '').split('\0');
    // A branch may follow another one of this repository, which git calls the remote `.`.
    const name = [pushName, upName, remote].find((each) => each && each !== '.');
    if (name) {
      const own = `refs/heads/${branch}`;
      const ref = (name === pushName && pushRef) || (name === upName && upRef) || own;
      return { remote: name, ref };
    }
  } else if (remote !== undefined) return { remote, ref: undefined };
  throw new GitError(`${directory} has no remote to push to`, {
    hint: `Add one (git -C ${directory} remote add origin <url>), or publish without pushing.`,
  });
}

const TAGS = 'refs/tags/';
const IMMUNE = ['--no-verify', '--no-follow-tags', '--no-recurse-submodules', '--no-signed'];

/** The tags that were to go along, short. */
export interface PushedFollowers {
  readonly taken: readonly string[];
  /** What the remote refused, and why. */
  readonly refused: readonly RefusedRef[];
}

/**
 * Pushes a branch and tags, all or nothing; what the remote has already is no failure. What is to follow them is pushed after them, each for
 * itself. Asks the remote even where the repository was opened offline, because pushing was asked for.
 *
 * @throws GitError where the remote cannot be reached or refuses one of them
 */
export async function pushRefs(
  { directory }: RepositoryAccess,
  request: PushRequest,
): Promise<PushedFollowers> {
  const { remote, ref, branch, tags } = request;
  const online: RepositoryAccess = { directory, offline: false };
  const followers = await tagsThatFollow(online, request);
  const heads = branch === undefined ? [] : [`refs/heads/${branch}:${ref ?? `refs/heads/${branch}`}`];
  const refspecs = [...heads, ...tags.map(toItself)];
  // In one go where the remote can; the refusal of one is then the refusal of all.
  const { exitCode, stderr } = await runGit(online, [
    'push',
    '--atomic',
    ...IMMUNE,
    '--',
    remote,
    ...refspecs,
  ]);
  if (exitCode === 0) return pushFollowers(online, remote, followers);
  const refused = refusedRefs(stderr).find(({ reason }) => !ALONG_WITH_ANOTHER.test(reason));
  if (!refused) throw gitFailure(directory, `Pushing to ${remote} failed`, stderr);
  const hint =
    knownHint(directory, stderr) ??
    `Fetch and look at what ${remote} has, bring the two together, then push again: git -C ${directory} push --atomic ${[remote, ...refspecs].join(' ')}`;
  throw new GitError(`${remote} refused ${refused.name} (${refused.reason}), so nothing was pushed`, {
    hint,
  });
}

/** What is said of a ref that was refused for another one's sake: by git here, and by that of the remote. */
const ALONG_WITH_ANOTHER = /^atomic push fail(?:ed|ure)/;

const toItself = (tag: string): string => `${TAGS}${tag}:${TAGS}${tag}`;

/** A tag that the remote protects concerns another version than the one that was pushed, and is no reason to fail. */
async function pushFollowers(
  access: RepositoryAccess,
  remote: string,
  followers: readonly string[],
): Promise<PushedFollowers> {
  if (followers.length === 0) return { taken: [], refused: [] };
  const push = ['push', ...IMMUNE, '--', remote, ...followers.map(toItself)];
  const { exitCode, stderr } = await runGit(access, push);
  if (exitCode === 0) return { taken: followers, refused: [] };
  const named = refusedRefs(stderr);
  const reason = gitMessage(stderr) || `git ended with ${exitCode}`;
  const refused = named.length > 0 ? named : followers.map((name) => ({ name, reason }));
  const names = new Set(refused.map(({ name }) => name));
  return { taken: followers.filter((tag) => !names.has(tag)), refused };
}

/** What git itself would let follow are annotated tags of any name; here it is those that were asked for, and only they. */
async function tagsThatFollow(
  access: RepositoryAccess,
  { remote, branch, tags, following = [] }: PushRequest,
): Promise<readonly string[]> {
  if (branch === undefined || following.length === 0) return [];
  const patterns = following.map((glob) => `${TAGS}${glob}`);
  const held = await listRefs(access, patterns, `refs/heads/${branch}`);
  const wanted = held.map(({ name }) => name.slice(TAGS.length)).filter((tag) => !tags.includes(tag));
  if (wanted.length === 0) return [];
  // Not `ls-remote`: that would ask where the remote is fetched from, which need not be where it is pushed to.
  const rehearsal = ['push', '--dry-run', '--porcelain', ...IMMUNE, '--', remote, `${TAGS}*:${TAGS}*`];
  const { exitCode, stdout, stderr } = await runGit(access, rehearsal);
  // With 1 it says that some are other ones there, which then are not new.
  if (exitCode > 1) throw gitFailure(access.directory, `Pushing to ${remote} failed`, stderr);
  const lacking = new Set([...stdout.matchAll(NEW_TAG)].map(([, tag]) => tag));
  return wanted.filter((tag) => lacking.has(tag));
}

const NEW_TAG = /^\*\trefs\/tags\/([^:]+):/gm;
