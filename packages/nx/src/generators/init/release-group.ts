import { ConfigError } from '@agent-spaces/core';
import type { NxJsonConfiguration } from '@nx/devkit';
import { PLUGIN_NAME, SPACE_TAG } from '../../plugin/target-configuration';

export const RELEASE_GROUP = 'spaces';

type Release = NonNullable<NxJsonConfiguration['release']>;

/**
 * `release` of nx.json with a group for spaces, unless it has a group of that name. Spaces are released independently of each other; a
 * changelog lies outside the space, because within it would be part of what the space's integrity is made of.
 *
 * @throws ConfigError where nx.json releases projects without naming groups: with groups, Nx would release those no more
 */
export function withReleaseGroup(release: Release | undefined, spacePrefix: string): Release {
  if (release?.groups?.[RELEASE_GROUP]) return release;
  if (release && release.groups === undefined) {
    throw new ConfigError(
      'nx.json releases projects without naming release groups, and spaces need a group of their own.',
      {
        location: { file: 'nx.json', pointer: '/release' },
        hint: 'Put what you release into a group below release.groups first, then run this again.',
      },
    );
  }
  return {
    ...release,
    groups: { ...release?.groups, [RELEASE_GROUP]: releaseGroup(spacePrefix) },
    changelog: { automaticFromRef: true, ...release?.changelog },
  };
}

const releaseGroup = (spacePrefix: string): NonNullable<Release['groups']>[string] => ({
  projects: [`tag:${SPACE_TAG}`],
  projectsRelationship: 'independent',
  releaseTag: { pattern: releaseTagPattern(spacePrefix) },
  version: {
    versionActions: `${PLUGIN_NAME}/release`,
    currentVersionResolver: 'git-tag',
    fallbackCurrentVersionResolver: 'disk',
    preserveMatchingDependencyRanges: false,
    // Nx 22 and 23 do not mean the same by leaving it out: a minor bump of 0.1.0 is 0.2.0, also where 0.1.0 is not stable yet.
    adjustSemverBumpsForZeroMajorVersion: false,
  },
  changelog: { file: '{workspaceRoot}/changelogs/{projectName}.md' },
});

/**
 * Nx names tags by projects, references look for `space/<id>/v<version>`. With `space/` as prefix both are one again; with any other,
 * Nx's tags are its own bookkeeping, and what references look for is set by the publish target.
 */
export const releaseTagPattern = (spacePrefix: string): string =>
  spacePrefix === '' ? 'space/{projectName}/v{version}' : '{projectName}/v{version}';
