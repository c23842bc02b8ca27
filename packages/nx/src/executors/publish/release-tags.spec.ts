import type { NxJsonConfiguration, ProjectConfiguration } from '@nx/devkit';
import { withReleaseGroup } from '../../generators/init/release-group';
import { releaseTags } from './release-tags';

type Release = NonNullable<NxJsonConfiguration['release']>;

const space = (root: string): ProjectConfiguration => ({ root, tags: ['asp:space'] });

/** Of a workspace with these spaces, and with libraries as well. */
const tags = (release: Release | undefined, ...names: readonly string[]): readonly string[] =>
  releaseTags({
    projectsConfigurations: {
      version: 2,
      projects: {
        lib: { root: 'libs/lib', tags: ['asp'] },
        'asp-tools': { root: 'libs/tools' },
        ...Object.fromEntries(names.map((name, index) => [name, space(`spaces/s${index}`)])),
      },
    },
    nxJsonConfiguration: release ? { release } : {},
  });

const versionActions = '@agent-spaces/nx/release';
const version = { versionActions };

describe('the tags that nx release makes for spaces', () => {
  it('are named by their projects, and those of other projects are not among them', () => {
    const libs = { projects: ['lib'], releaseTag: { pattern: '{projectName}@{version}' } };
    const release = (prefix: string): Release => withReleaseGroup({ groups: { libs } }, prefix);
    expect(tags(release(''), 'web', 'api')).toEqual(['space/web/v[0-9]*', 'space/api/v[0-9]*']);
    expect(tags(release('space/'), 'space/web')).toEqual(['space/web/v[0-9]*']);
    expect(tags(release('asp-'), 'asp-web')).toEqual(['asp-web/v[0-9]*']);
    expect(tags(release('agents:'), 'agents:web', '@acme/renamed')).toEqual([
      'agents/web/v[0-9]*',
      '@acme/renamed/v[0-9]*',
    ]);
  });

  it.each<{ name: string; release: Release; expected: string }>([
    {
      name: 'where nx.json names none',
      release: { groups: { spaces: { projects: '*', projectsRelationship: 'independent', version } } },
      expected: 'web@[0-9]*',
    },
    {
      name: 'where what it names for all groups would be one tag for all projects',
      release: {
        releaseTag: { pattern: 'v{version}' },
        groups: { spaces: { projects: '*', projectsRelationship: 'independent', version } },
      },
      expected: 'web@[0-9]*',
    },
    {
      name: 'where it names them for all groups',
      release: {
        version,
        releaseTag: { pattern: 'of/{projectName}/{version}' },
        groups: { spaces: { projects: '*', projectsRelationship: 'independent' } },
      },
      expected: 'of/web/[0-9]*',
    },
    {
      name: 'where spaces are released together',
      release: { groups: { spaces: { projects: '*', version } } },
      expected: 'spaces-v[0-9]*',
    },
    {
      name: 'where the group names one for all its projects',
      release: {
        groups: { spaces: { projects: '*', releaseTag: { pattern: 'agents-{version}' }, version } },
      },
      expected: 'agents-[0-9]*',
    },
  ])('are those that Nx chooses $name', ({ release, expected }) => {
    expect(tags(release, 'web')).toEqual([expected]);
  });

  it('are none where no space is released', () => {
    expect(tags(undefined, 'web')).toEqual([]);
    expect(tags({ groups: { libs: { projects: ['lib'] } } }, 'web')).toEqual([]);
  });
});
