import { targetsToml } from '../../testing/git-workspace';
import { spaceTree, textsOf } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import addGenerator from './generator';

describe('the generator add', () => {
  const told = captureTold();

  it('adds a space to the only Run Target around the user', async () => {
    const tree = spaceTree(['a', 'b']);
    tree.write('apps/web/asp-targets.toml', targetsToml({ web: ['space:a@dev'] }));
    await addGenerator(tree, { ref: 'space:b@dev', cwd: 'apps/web/src' });
    expect(tree.read('apps/web/asp-targets.toml', 'utf8')).toContain(
      'compose = ["space:a@dev", "space:b@dev"]',
    );
    expect(told()).toEqual(['web composes space:b@dev. Run nx sync to pin it.']);
  });

  it('changes the selector of one that is there, and says which it was', async () => {
    const tree = spaceTree(['a']);
    tree.write('asp-targets.toml', `# mine\n${targetsToml({ web: ['space:a@dev'] })}`);
    await addGenerator(tree, { ref: 'space:a@^1.0.0', target: 'web' });
    expect(tree.read('asp-targets.toml', 'utf8')).toBe(`# mine\n${targetsToml({ web: ['space:a@^1.0.0'] })}`);
    expect(told()).toEqual(['web composes space:a@^1.0.0, no longer space:a@dev. Run nx sync to pin it.']);
  });

  it('says so where nothing changes', async () => {
    const tree = spaceTree(['a']);
    tree.write('asp-targets.toml', targetsToml({ web: ['space:a@dev'] }));
    await addGenerator(tree, { ref: 'space:a@dev' });
    expect(told()).toEqual(['web composes space:a@dev already.']);
  });

  it('writes nothing for a target that is not there', async () => {
    const tree = spaceTree(['a']);
    tree.write('asp-targets.toml', targetsToml({ web: ['space:a@dev'] }));
    const before = textsOf(tree);
    await expect(addGenerator(tree, { ref: 'space:a', target: 'wbe' })).rejects.toThrow(
      /→ Did you mean "web"\?/,
    );
    expect(textsOf(tree)).toEqual(before);
  });
});
