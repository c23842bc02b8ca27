import { spaceToml } from '../../testing/git-workspace';
import { spaceTree } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import bumpVersionGenerator from './generator';

describe('the generator bump-version', () => {
  const told = captureTold();

  it('raises the version of a space, and tells both', async () => {
    const tree = spaceTree(['web']);
    await bumpVersionGenerator(tree, { release: 'minor' });
    await bumpVersionGenerator(tree, { release: 'prerelease', preid: 'beta' });
    expect(tree.read('spaces/web/space.toml', 'utf8')).toBe(spaceToml('web', '1.1.1-beta.0'));
    expect(told()).toEqual(['web 1.0.0 → 1.1.0', 'web 1.1.0 → 1.1.1-beta.0']);
  });

  it('says so where the plugin has a version of its own', async () => {
    const tree = spaceTree([]);
    tree.write('spaces/web/space.toml', spaceToml('web', '1.0.0', '[plugin]\nversion = "7.0.0"\n'));
    await bumpVersionGenerator(tree, { release: 'major' });
    expect(told()).toEqual([
      'web 1.0.0 → 2.0.0',
      'plugin.version says 7.0.0 and was left alone: it was another one before.',
    ]);
  });

  it('shows a kind of release that is none as everywhere else', async () => {
    await expect(bumpVersionGenerator(spaceTree(['web']), { release: 'mnior' })).rejects.toThrow(
      /^CONFIG_ERROR "mnior" is neither .*\n {2}→ Did you mean "minor"\?$/,
    );
  });
});
