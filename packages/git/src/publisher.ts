import { join } from 'node:path';
import { GitError, type CommitSha } from '@agent-spaces/core';
import { readGitDirectories } from './git-directories';
import { listRefs } from './list-refs';
import type { ObjectAnswer } from './object-answer';
import { peelObject } from './peel-object';
import {
  recoverPublication,
  writePublication,
  type Publication,
  type PublicationSources,
  type Recovery,
  type WrittenPublication,
} from './publication';
import { pushRefs, readPushTarget, type PushedFollowers, type PushRequest, type PushTarget } from './push';
import { readIdentity } from './identity';
import { readWorkState, type WorkState } from './work-state';

/** What a ref stands for once tags are followed. */
export type RefTarget =
  | { readonly kind: 'commit'; readonly sha: CommitSha }
  | { readonly kind: 'other'; readonly type: string }
  /** The object it names is not in the repository. */
  | { readonly kind: 'gone' };

/** The writes that publishing needs. What it reads it reads anew each time, because others publish too. */
export interface GitPublisher {
  /** A path to be locked around `recover`, the planning and `write`: one for all work trees of the repository. */
  readonly lockFile: string;
  /** HEAD, and what is not committed at or below `paths`. */
  state(paths: readonly string[]): Promise<WorkState>;
  /** What full refs stand for now; those that do not exist are left out. */
  targetsOf(refs: readonly string[]): Promise<ReadonlyMap<string, RefTarget>>;
  /** Who commits and tags here; GitError where git does not know. */
  identity(): Promise<string>;
  /** Ends what a killed publication began. */
  recover(): Promise<Recovery>;
  write(publication: Publication): Promise<WrittenPublication>;
  /** Where a branch, or without one tags alone, would be pushed to; GitError where there is no remote. */
  pushTarget(branch: string | undefined): Promise<PushTarget>;
  /** Gives the tags that went along with those that are named, and which were to go along but were refused. */
  push(request: PushRequest): Promise<PushedFollowers>;
}

export interface PublisherSources extends Omit<PublicationSources, 'gitDirectory'> {
  readonly bare: boolean;
  /** Called when refs may have been moved. */
  readonly onWrite: () => void;
}

/** @throws GitError for a bare repository, in which nobody can work on a space */
export async function openPublisher(sources: PublisherSources): Promise<GitPublisher> {
  const { access, reader, bare, onWrite } = sources;
  if (bare) {
    throw new GitError(`${access.directory} is a bare repository: there is no work tree to publish from`, {
      hint: 'Clone it, publish from the clone, and push.',
    });
  }
  const directories = await readGitDirectories(access);
  const publication: PublicationSources = { ...sources, gitDirectory: directories.own };
  const written = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } finally {
      onWrite();
    }
  };
  return {
    lockFile: join(directories.common, 'asp-publish.lock'),
    state: (paths) => readWorkState(access, directories.own, paths),
    identity: () => readIdentity(access),
    recover: () => written(recoverPublication(publication)),
    write: (request) => written(writePublication(publication, request)),
    pushTarget: (branch) => readPushTarget(access, branch),
    push: (request) => pushRefs(access, request),
    async targetsOf(names) {
      // As patterns the names also match everything below them.
      const refs = (await listRefs(access, names)).filter(({ name }) => names.includes(name));
      const found = await Promise.all(
        refs.map(async ({ name, oid }) => [name, refTarget(await peelObject(reader, oid))] as const),
      );
      return new Map(found);
    },
  };
}

function refTarget(answer: ObjectAnswer): RefTarget {
  if (answer.kind !== 'found') return { kind: 'gone' };
  return answer.type === 'commit'
    ? { kind: 'commit', sha: answer.oid as CommitSha }
    : { kind: 'other', type: answer.type };
}
