import { join } from 'node:path';
import { decodeText, DIST_TAGS_FILE, GitError, type CommitSha } from '@agent-spaces/core';
import type { GitPublisher, Publication, PushRequest, UncommittedPath, WorkState } from '@agent-spaces/git';
import { spacePath, type Registry } from '@agent-spaces/resolver';
import { MARKETPLACE_JSON } from './marketplace';
import { planDistTags, type ChannelMove } from './publish-dist-tags';
import { planMarketplace } from './publish-marketplace';
import type { PublishRequest } from './publish-request';
import { readPublishableSpace, type PublishableSpace } from './publish-space';
import { planTags, refOf, versionTags } from './publish-tags';
import type { Session } from './session';
import type { UsualDistTag } from './usual-dist-tag';

/** All that a publication changes, worked out before any of it is. */
export interface PublishPlan {
  readonly space: PublishableSpace;
  /** The commit that holds the published content. */
  readonly commit: CommitSha;
  readonly publication: Publication;
  /** The files of the publication that are not there yet. */
  readonly added: ReadonlySet<string>;
  readonly moves: readonly ChannelMove[];
  /** Undefined unless pushing was asked for. */
  readonly push: PushRequest | undefined;
}

/** Reads everything anew, and changes nothing. Throws what stands against publishing. */
export async function planPublish(
  session: Session,
  { registry, publisher }: { readonly registry: Registry; readonly publisher: GitPublisher },
  request: PublishRequest,
): Promise<PublishPlan> {
  const { repository } = registry;
  const state = await publisher.state([spacePath(request.id), DIST_TAGS_FILE, MARKETPLACE_JSON]);
  const space = await readPublishableSpace(registry, request, state);
  const { commit: head } = space;
  const versioned = versionTags(space, { marketplace: request.marketplace !== false });
  const targets = await publisher.targetsOf(versioned.map(refOf));
  const tags = await planTags(registry, space, versioned, targets);

  const before = async (path: string): Promise<string | undefined> => {
    const data = await repository.blobAt(head, path);
    return data && decodeText(data, join(repository.directory, path));
  };
  const [distTags, marketplace] = await Promise.all([before(DIST_TAGS_FILE), before(MARKETPLACE_JSON)]);
  const channels = planDistTags(
    distTags,
    join(repository.directory, DIST_TAGS_FILE),
    space,
    request.distTags,
  );
  if (channels.left) noteLeft(session, space, channels.left);
  const files = new Map<string, string>();
  const added = new Set<string>();
  const change = (path: string, old: string | undefined, text: string): void => {
    if (text === old) return;
    files.set(path, text);
    if (old === undefined) added.add(path);
  };
  if (channels.moves.length > 0) change(DIST_TAGS_FILE, distTags, channels.text);
  const identity = await publisher.identity();
  if (request.marketplace !== false) {
    const text = await planMarketplace(session, registry, space, {
      form: request.marketplace,
      text: marketplace,
      file: join(repository.directory, MARKETPLACE_JSON),
      commit: tags.commit,
      channels: channels.channels,
      owner: nameIn(identity),
    });
    change(MARKETPLACE_JSON, marketplace, text);
  }
  if (files.size > 0) refuseCommit(repository.directory, state, files);
  const { branch } = state;
  return {
    space,
    commit: tags.commit,
    publication: {
      head,
      branch,
      files,
      message: messageFor(space, channels.moves),
      tags: tags.missing,
    },
    added,
    moves: channels.moves,
    push: request.push
      ? {
          ...(await publisher.pushTarget(branch)),
          branch,
          tags: versioned.map(({ name }) => name),
          following: [...VERSION_TAGS, ...request.releaseTags],
        }
      : undefined,
  };
}

/** A version whose tag stayed here would be made a second time elsewhere, out of what was pushed. */
const VERSION_TAGS = ['space/*/v[0-9]*', '*--v[0-9]*'];

const noteLeft = (session: Session, { id, version }: PublishableSpace, { name, newer }: UsualDistTag): void =>
  session.notice(
    `The dist-tag ${name} of "${id}" stays at ${newer}, which is newer than ${version}.`,
    `To move a dist-tag to ${version} all the same, name it: nx release publish --tag=${name}`,
  );

/** What would make the commit on top of HEAD one that its user did not mean. */
function refuseCommit(
  top: string,
  { branch, unfinished, uncommitted }: WorkState,
  files: ReadonlyMap<string, string>,
): void {
  const [path = ''] = files.keys();
  if (branch === undefined) {
    throw new GitError(`${path} has to be committed, but no branch is checked out (HEAD is detached).`, {
      hint: `Check out the branch that this version belongs to: git -C ${top} switch <branch>`,
    });
  }
  if (unfinished) {
    throw new GitError(`${path} has to be committed, but git is in the middle of a ${unfinished}.`, {
      hint: `Finish it (git -C ${top} ${unfinished} --continue), or abort it, then publish.`,
    });
  }
  const touched = uncommitted.find((each) => files.has(each.path));
  if (touched) throw uncommittedFile(top, touched);
}

const uncommittedFile = (top: string, { path, kind }: UncommittedPath): GitError =>
  new GitError(
    `${path} ${kind === 'untracked' ? 'is not committed' : 'has changes that are not committed'}, and publishing has to change it.`,
    {
      location: { file: join(top, path) },
      hint: `Commit what you changed there, or undo it: git -C ${top} status ${path}`,
    },
  );

/** `Ada <ada@example.com> 1767225600 +0100` → `Ada`. */
const nameIn = (identity: string): string => /^(.*?) </.exec(identity)?.[1] || 'unknown';

function messageFor({ id, version }: PublishableSpace, moves: readonly ChannelMove[]): string {
  const channels = moves.map(({ name }) => name).join(', ');
  return `Publish ${id} ${version}${channels === '' ? '' : ` as ${channels}`}\n`;
}
