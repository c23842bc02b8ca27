import { DEFAULT_SETTINGS } from '../plugin/options';
import { spaceTree } from '../testing/space-tree';
import { refuseTakenName } from './refuse-taken-name';

describe('a name for a space', () => {
  const tree = spaceTree(['web']);
  tree.write('package.json', JSON.stringify({ workspaces: ['packages/*'] }));
  tree.write('workspaces/web/project.json', JSON.stringify({ name: 'web' }));
  tree.write('packages/lib/package.json', JSON.stringify({ name: 'lib' }));
  tree.write('spaces/named/project.json', JSON.stringify({ name: 'named' }));

  const refusal = (id: string, settings = DEFAULT_SETTINGS) => {
    try {
      refuseTakenName(tree, id, `spaces/${id}`, settings);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it.each([
    ['web', 'workspaces/web', 'project.json'],
    ['lib', 'packages/lib', 'package.json'],
  ])('is not that of another project, whose file is named: %s', (id, root, file) => {
    expect(refusal(id)).toMatchObject({
      message: `A space "${id}" would be a project "${id}", and ${root} is one already.`,
      location: { file: `${root}/${file}` },
      hint: expect.stringContaining('spacePrefix'),
    });
  });

  it('is nothing that every object has, unless a prefix makes another name of it', () => {
    expect(refusal('constructor')).toMatchObject({
      code: 'CONFIG_ERROR',
      hint: expect.stringContaining('spacePrefix'),
    });
    expect(refusal('constructor', { ...DEFAULT_SETTINGS, spacePrefix: 'space/' })).toBeUndefined();
  });

  it('may be free, or that of the project of the space itself', () => {
    expect(refusal('free')).toBeUndefined();
    expect(refusal('named')).toBeUndefined();
  });
});
