import type { CommitSha } from '@agent-spaces/core';
import { missingObject } from './git-failure';
import { listRefs, type Ref } from './list-refs';
import type { ObjectReader } from './object-reader';
import { peelObject } from './peel-object';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

export interface RegistryRefs {
  /** Undefined in a repository without commits. */
  readonly head: CommitSha | undefined;
  /** The branch the remote calls its default, else the one that is checked out: `main`. */
  readonly defaultBranch: string | undefined;
  /** `space/<id>/v1.0.0` → its commit, annotated tags peeled. A tag on anything but a commit is not in it. */
  readonly spaceTags: ReadonlyMap<string, CommitSha>;
}

const TAGS = 'refs/tags/';
const HEADS = 'refs/heads/';
const REMOTE_HEAD = /^refs\/remotes\/(.+)\/HEAD$/;

/** Everything the resolver needs to know of the refs, in one `git for-each-ref`. */
export async function readRegistryRefs(
  access: RepositoryAccess,
  reader: ObjectReader,
): Promise<RegistryRefs> {
  const refs = await listRefs(access, [`${TAGS}space/`, HEADS, 'refs/remotes/*/HEAD']);
  const checkedOut = refs.find((ref) => ref.checkedOut);
  return {
    head: checkedOut ? (checkedOut.oid as CommitSha) : await headWithoutBranch(access, reader),
    defaultBranch: remoteDefaultBranch(refs) ?? checkedOut?.name.slice(HEADS.length),
    spaceTags: await spaceTags(refs, reader),
  };
}

/** The commit of a detached HEAD; undefined before the first commit. */
async function headWithoutBranch(
  access: RepositoryAccess,
  reader: ObjectReader,
): Promise<CommitSha | undefined> {
  const head = await commitOf(reader, 'HEAD');
  if (head !== undefined) return head;
  // The reader does not tell a HEAD without a commit from one whose commit is gone.
  const named = await runGit(access, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (named.exitCode === 0) throw missingObject(named.stdout.trim());
  return undefined;
}

function remoteDefaultBranch(refs: readonly Ref[]): string | undefined {
  const heads = refs.flatMap((ref) => {
    const remote = REMOTE_HEAD.exec(ref.name)?.[1];
    const prefix = `refs/remotes/${remote}/`;
    return ref.symbolic?.startsWith(prefix) ? [{ remote, branch: ref.symbolic.slice(prefix.length) }] : [];
  });
  const chosen =
    heads.find(({ remote }) => remote === 'origin') ?? (heads.length === 1 ? heads[0] : undefined);
  return chosen?.branch;
}

async function spaceTags(refs: readonly Ref[], reader: ObjectReader): Promise<Map<string, CommitSha>> {
  const tags = refs.filter((ref) => ref.name.startsWith(TAGS));
  const commits = await Promise.all(
    tags.map((ref) => (ref.type === 'tag' ? commitOf(reader, ref.oid) : commitIn(ref))),
  );
  return new Map(
    tags.flatMap((ref, index) => {
      const commit = commits[index];
      return commit === undefined ? [] : [[ref.name.slice(TAGS.length), commit] as const];
    }),
  );
}

const commitIn = ({ type, oid }: Ref): CommitSha | undefined =>
  type === 'commit' ? (oid as CommitSha) : undefined;

async function commitOf(reader: ObjectReader, name: string): Promise<CommitSha | undefined> {
  const answer = await peelObject(reader, name);
  return answer.kind === 'found' && answer.type === 'commit' ? (answer.oid as CommitSha) : undefined;
}
