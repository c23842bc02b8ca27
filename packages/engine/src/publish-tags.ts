import { ConfigError, type CommitSha } from '@agent-spaces/core';
import type { RefTarget, TagRequest } from '@agent-spaces/git';
import { commitContent, computeIntegrity, type Registry } from '@agent-spaces/resolver';
import type { PublishableSpace } from './publish-space';

/** A tag that a published version has. */
export interface VersionTag {
  /** Short. */
  readonly name: string;
  /** What the version is called in it, and where `space.toml` says so. */
  readonly version: string;
  readonly at: readonly string[];
}

/** The tags of a space's version: the one the resolver goes by, and the one that stock clients do. */
export function versionTags(
  { id, version, plugin, manifest }: PublishableSpace,
  options: { readonly marketplace: boolean },
): readonly VersionTag[] {
  const ownPluginVersion = manifest.plugin?.version !== undefined;
  return [
    { name: `space/${id}/v${version}`, version, at: ['version'] },
    ...(options.marketplace
      ? [
          {
            name: `${plugin.name}--v${plugin.version}`,
            version: plugin.version,
            at: ownPluginVersion ? ['plugin', 'version'] : ['version'],
          },
        ]
      : []),
  ];
}

export const refOf = ({ name }: VersionTag): string => `refs/tags/${name}`;

export interface TagPlan {
  /** The commit that holds the published content: that of the space's tag where there is one, else HEAD. */
  readonly commit: CommitSha;
  readonly missing: readonly TagRequest[];
}

/**
 * Which tags are to be made. One that is there already stays if its commit has the same content.
 *
 * @throws ConfigError for a version that was published with other content, naming both commits
 */
export async function planTags(
  registry: Registry,
  space: PublishableSpace,
  tags: readonly VersionTag[],
  targets: ReadonlyMap<string, RefTarget>,
): Promise<TagPlan> {
  const standing = new Map<VersionTag, CommitSha>();
  for (const tag of tags) {
    const target = targets.get(refOf(tag));
    if (target) standing.set(tag, await sameContent(registry, space, tag, target));
  }
  const [own] = tags;
  const commit = (own && standing.get(own)) ?? space.commit;
  const missing = tags
    .filter((tag) => !standing.has(tag))
    .map(({ name, version }) => ({ name, target: commit, message: `${space.id} ${version}` }));
  return { commit, missing };
}

async function sameContent(
  { repository }: Registry,
  space: PublishableSpace,
  tag: VersionTag,
  target: RefTarget,
): Promise<CommitSha> {
  const { id, integrity, commit, place } = space;
  const location = place(...tag.at);
  if (target.kind !== 'commit') {
    const what = target.kind === 'other' ? `a ${target.type}, not a commit` : 'an object that is missing';
    throw new ConfigError(`The tag ${tag.name} is there already, on ${what}.`, {
      location,
      hint: `Look at it with: git -C ${repository.directory} show ${tag.name}`,
    });
  }
  const published = await commitContent(repository, id, target.sha);
  if (published && computeIntegrity(published.files) === integrity) return target.sha;
  throw new ConfigError(
    `"${id}" ${tag.version} is published already with other content: the tag ${tag.name} is on ${target.sha.slice(0, 12)}, and HEAD is ${commit.slice(0, 12)}.`,
    {
      location,
      hint: `Give what is new a new version. The difference: git -C ${repository.directory} diff ${target.sha.slice(0, 12)} ${commit.slice(0, 12)} -- spaces/${id}`,
    },
  );
}
