import { spaceTree } from '../testing/space-tree';
import { chosenSpace } from './chosen-space';

describe('the space that is meant', () => {
  it('is the one that is named, by its id or by its project', async () => {
    const tree = spaceTree(['web', 'api'], { spacePrefix: 'space/' });
    expect(await chosenSpace(tree, { space: 'api' })).toEqual({ space: 'api', registry: '.' });
    expect(await chosenSpace(tree, { space: 'space/web' })).toEqual({ space: 'web', registry: '.' });
  });

  it('is the one of that id where the name of another one’s project is the same', async () => {
    const tree = spaceTree(['x-web', 'web'], { spacePrefix: 'x-' });
    expect(await chosenSpace(tree, { space: 'x-web' })).toMatchObject({ space: 'x-web' });
  });

  it('is else the one around the user, and no namesake of its directory', async () => {
    const tree = spaceTree(['web', 'web-quality']);
    expect(await chosenSpace(tree, { cwd: 'spaces/web/skills/x' })).toMatchObject({ space: 'web' });
    expect(await chosenSpace(tree, { cwd: 'spaces/web-quality' })).toMatchObject({ space: 'web-quality' });
  });

  it('is else the only one', async () => {
    expect(await chosenSpace(spaceTree(['web']), { cwd: 'apps/web' })).toMatchObject({ space: 'web' });
  });

  it('is asked for where there are several, and nobody is there to answer', async () => {
    await expect(chosenSpace(spaceTree(['api', 'web']), {})).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      hint: 'Name one with --space: api, web.',
    });
  });

  it('has to be made first where there is none', async () => {
    await expect(chosenSpace(spaceTree([]), {})).rejects.toMatchObject({
      message: 'This workspace has no space yet.',
    });
  });

  it('lies in the registry that the plugin is told of', async () => {
    const tree = spaceTree([], { registry: 'agents' });
    tree.write('agents/spaces/web/space.toml', 'schema = 1\nid = "web"\n');
    expect(await chosenSpace(tree, { cwd: 'agents/spaces/web' })).toEqual({
      space: 'web',
      registry: 'agents',
    });
  });

  it('cannot be changed here where the registry lies elsewhere', async () => {
    await expect(
      chosenSpace(spaceTree([], { registry: '../registry' }), { space: 'web' }),
    ).rejects.toMatchObject({
      message: 'The registry of this workspace, ../registry, lies outside of it.',
    });
  });

  it('is not looked for with options that the plugin cannot use', async () => {
    await expect(chosenSpace(spaceTree([], { spacesPrefix: 'x' }), {})).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      location: { file: 'nx.json' },
    });
  });
});
