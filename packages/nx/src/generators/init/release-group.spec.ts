import { ConfigError } from '@agent-spaces/core';
import { withReleaseGroup } from './release-group';

describe('the release group for spaces', () => {
  it('tags what references look for, keeps changelogs out of the spaces and moves ranges', () => {
    expect(withReleaseGroup(undefined, '')).toEqual({
      groups: {
        spaces: {
          projects: ['tag:asp:space'],
          projectsRelationship: 'independent',
          releaseTag: { pattern: 'space/{projectName}/v{version}' },
          version: {
            versionActions: '@agent-spaces/nx/release',
            currentVersionResolver: 'git-tag',
            fallbackCurrentVersionResolver: 'disk',
            preserveMatchingDependencyRanges: false,
            adjustSemverBumpsForZeroMajorVersion: false,
          },
          changelog: { file: '{workspaceRoot}/changelogs/{projectName}.md' },
        },
      },
      changelog: { automaticFromRef: true },
    });
  });

  it('names tags by the project alone where projects have a prefix', () => {
    const pattern = withReleaseGroup(undefined, 'space/').groups?.['spaces']?.releaseTag?.pattern;
    expect(pattern).toBe('{projectName}/v{version}');
  });

  it('stands beside other groups, and what is set already stays', () => {
    const release = {
      groups: { libs: { projects: ['a'] } },
      changelog: { automaticFromRef: false, workspaceChangelog: true },
    };
    const after = withReleaseGroup(release, '');
    expect(Object.keys(after.groups ?? {})).toEqual(['libs', 'spaces']);
    expect(after.changelog).toEqual(release.changelog);
  });

  it('is not touched where there is one of its name', () => {
    const release = { groups: { spaces: { projects: ['tag:mine'] } } };
    expect(withReleaseGroup(release, '')).toBe(release);
  });

  it('takes nothing out of a release that names no groups', () => {
    expect(() => withReleaseGroup({ projects: ['a'] }, '')).toThrow(ConfigError);
    expect(() => withReleaseGroup({ version: { conventionalCommits: true } }, '')).toThrow(/release groups/);
  });
});
