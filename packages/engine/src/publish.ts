import { GitError, withFileLock, type CommitSha, type Integrity, type SpaceId } from '@agent-spaces/core';
import type { GitPublisher, PushRequest, Recovery, WrittenPublication } from '@agent-spaces/git';
import type { ChannelMove } from './publish-dist-tags';
import { planPublish, type PublishPlan } from './publish-plan';
import { readPublishRequest, type PublishOptions } from './publish-request';
import type { Session } from './session';

export interface PublishResult {
  /** `unchanged`: all of it was there already. `planned`: a dry run. */
  readonly kind: 'published' | 'planned' | 'unchanged';
  /** The directory of the registry. */
  readonly registry: string;
  readonly space: SpaceId;
  readonly version: string;
  readonly integrity: Integrity;
  /** The commit that holds the published content; its tags are on it. */
  readonly commit: CommitSha;
  /** Made or moved, tags first. */
  readonly refs: readonly PublishedRef[];
  /** Committed on top of what HEAD was. */
  readonly files: readonly PublishedFile[];
  /** That commit; undefined where there was nothing to commit, or only a plan. */
  readonly publishCommit?: CommitSha;
  readonly distTags: readonly ChannelMove[];
  /** Undefined where pushing was not asked for, or only planned. */
  readonly pushed?: PushedRefs;
}

export interface PublishedRef {
  /** In full: `refs/tags/space/a/v1.0.0`. */
  readonly ref: string;
  /** The commit it stands for; undefined for the branch in a plan, whose commit is not made yet. */
  readonly commit?: CommitSha;
  /** What the ref itself points at, which for an annotated tag is the tag; undefined in a plan. */
  readonly oid?: string;
  /** Where it pointed before; undefined where it is new. */
  readonly from?: CommitSha;
}

export interface PublishedFile {
  /** From the top of the registry. */
  readonly path: string;
  readonly change: 'added' | 'changed';
}

export interface PushedRefs {
  readonly remote: string;
  /** As they are called on the remote. */
  readonly refs: readonly string[];
}

/**
 * `asp repo publish` (seed 003 §10, §15): tags the commit that holds a version of a space, and commits its dist-tags and the entry for
 * stock clients on top; all of it or nothing. What is there already is left, so publishing twice changes nothing, and a tag that a
 * release tool has made is completed. One publication at a time works in a repository; the others wait.
 *
 * @throws ConfigError, SelectorResolutionError, GitError and what a space of which no plugin can be made is refused with, before anything
 * is changed. A push that fails is a GitError as well; what was done here stays then.
 */
export async function publish(session: Session, options: PublishOptions): Promise<PublishResult> {
  const request = readPublishRequest(options);
  const registry = await session.registry();
  await session.refresh();
  const publisher = await registry.repository.publisher();
  const tools = { registry, publisher };
  if (options.dryRun) return describe(session, await planPublish(session, tools, request), undefined);

  const { plan, written } = await withFileLock(publisher.lockFile, session.locking, async (held) => {
    noteRecovery(session, await publisher.recover());
    const planned = await planPublish(session, tools, request);
    held.assertHeld();
    return { plan: planned, written: await publisher.write(planned.publication) };
  });
  const result = describe(session, plan, written);
  return plan.push ? { ...result, pushed: await push(session, publisher, plan.push, result) } : result;
}

function noteRecovery(session: Session, recovery: Recovery): void {
  if (recovery.kind !== 'undone' || recovery.files.length === 0) return;
  session.notice(
    `An earlier publication was interrupted before anything was published; put back: ${recovery.files.join(', ')}.`,
  );
}

function describe(
  session: Session,
  { space, commit, publication, added, moves }: PublishPlan,
  written: WrittenPublication | undefined,
): PublishResult {
  const { files, tags, head, branch } = publication;
  const planned: readonly PublishedRef[] = [
    ...tags.map(({ name, target }) => ({ ref: `refs/tags/${name}`, commit: target })),
    ...(files.size > 0 ? [{ ref: `refs/heads/${branch}`, from: head }] : []),
  ];
  const refs = written?.refs.map(({ from, ...ref }) => ({ ...ref, ...(from ? { from } : {}) })) ?? planned;
  const changes = refs.length > 0;
  return {
    kind: !changes ? 'unchanged' : written ? 'published' : 'planned',
    registry: session.registryDirectory,
    space: space.id,
    version: space.version,
    integrity: space.integrity,
    commit,
    refs,
    files: [...files.keys()].map((path) => ({ path, change: added.has(path) ? 'added' : 'changed' })),
    ...(written?.commit ? { publishCommit: written.commit } : {}),
    distTags: moves,
  };
}

async function push(
  session: Session,
  publisher: GitPublisher,
  request: PushRequest,
  { registry, space, version }: PublishResult,
): Promise<PushedRefs> {
  const { remote, ref, tags } = request;
  try {
    const { taken, refused } = await publisher.push(request);
    const [first, ...others] = refused;
    if (first) {
      const more =
        others.length > 0 ? ` and ${others.length} more of other versions` : ', of another version';
      session.notice(
        `${remote} refused the tag ${first.name} (${first.reason})${more}. What was published is pushed.`,
        'Where they should be there, have whoever looks after it allow them; publishing again pushes them.',
      );
    }
    const names = [...tags, ...taken].map((tag) => `refs/tags/${tag}`);
    return { remote, refs: [...(ref === undefined ? [] : [ref]), ...names] };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new GitError(`${space} ${version} is published in ${registry}, but not pushed: ${error.message}`, {
      hint: `${error.hint ?? ''} What was done here stays; publishing again pushes it.`.trim(),
      cause: error,
    });
  }
}
