import { targetsToml } from '../../testing/git-workspace';
import { spaceTree, textsOf } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import removeGenerator from './generator';

describe('the generator remove', () => {
  const told = captureTold();

  it('takes a space out of a Run Target and keeps what else is written there', async () => {
    const tree = spaceTree([]);
    tree.write(
      'asp-targets.toml',
      'schema = 1\n[targets.web]\ncompose = [\n  "space:a@dev", # mine\n  "space:b@dev",\n]\n',
    );
    await removeGenerator(tree, { space: 'b' });
    expect(tree.read('asp-targets.toml', 'utf8')).toBe(
      'schema = 1\n[targets.web]\ncompose = [\n  "space:a@dev", # mine\n]\n',
    );
    expect(told()).toEqual(['web no longer composes space:b@dev. Run nx sync to drop it from the lock.']);
  });

  it('writes nothing where it would leave a target of nothing', async () => {
    const tree = spaceTree([]);
    tree.write('asp-targets.toml', targetsToml({ web: ['space:a'] }));
    const before = textsOf(tree);
    await expect(removeGenerator(tree, { space: 'a' })).rejects.toThrow(/needs a space/);
    expect(textsOf(tree)).toEqual(before);
  });
});
