import { withReleaseGroup } from '../../generators/init/release-group';
import { releaseTags } from './release-tags';

const tags = (spacePrefix: string): readonly string[] =>
  releaseTags(
    {
      projectName: `${spacePrefix}web`,
      nxJsonConfiguration: {
        release: withReleaseGroup(
          { groups: { libs: { projects: ['lib'], releaseTag: { pattern: '{projectName}@{version}' } } } },
          spacePrefix,
        ),
      },
    },
    'web',
  );

describe('the tags that nx release makes for spaces', () => {
  it('are named by their projects, and those of other projects are not among them', () => {
    expect(tags('')).toEqual(['space/*/v[0-9]*']);
    expect(tags('space/')).toEqual(['space/*/v[0-9]*']);
    expect(tags('asp-')).toEqual(['asp-*/v[0-9]*']);
    expect(tags('agents:')).toEqual(['agents/*/v[0-9]*']);
  });

  it('are none where nothing is released', () => {
    expect(releaseTags({ projectName: 'web', nxJsonConfiguration: {} }, 'web')).toEqual([]);
  });
});
