import { spaceTree } from '../testing/space-tree';
import { targetsToml } from '../testing/git-workspace';
import { chosenTarget } from './chosen-target';

describe('the Run Target that is meant', () => {
  const tree = spaceTree();
  tree.write('one/asp-targets.toml', targetsToml({ web: ['space:a'] }));
  tree.write('two/asp-targets.toml', targetsToml({ web: ['space:a'], api: ['space:b'] }));
  tree.write('none/asp-targets.toml', 'schema = 1\n[targets]\n');

  it('is the one that is named, whether or not there is one of that name', async () => {
    expect(await chosenTarget(tree, 'two', 'other')).toBe('other');
  });

  it('is else the only one', async () => {
    expect(await chosenTarget(tree, 'one', undefined)).toBe('web');
  });

  it('is asked for where there are several, and nobody is there to answer', async () => {
    await expect(chosenTarget(tree, 'two', undefined)).rejects.toMatchObject({
      hint: 'Name one with --target: web, api.',
      location: { file: 'two/asp-targets.toml' },
    });
  });

  it('has to be made first where there is none', async () => {
    await expect(chosenTarget(tree, 'none', undefined)).rejects.toMatchObject({
      message: 'none/asp-targets.toml has no Run Target yet.',
    });
    await expect(chosenTarget(tree, '.', undefined)).rejects.toMatchObject({
      message: 'There is no asp-targets.toml.',
    });
  });
});
