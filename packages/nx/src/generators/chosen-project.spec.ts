import { spaceTree } from '../testing/space-tree';
import { chosenProject } from './chosen-project';

describe('the project that is meant', () => {
  const tree = spaceTree();
  tree.write('apps/web/project.json', '{ "name": "frontend" }');
  tree.write('apps/web/asp-targets.toml', 'schema = 1\n');
  tree.write('libs/a/index.ts', '');

  it('is the one that is named, else the directory', () => {
    expect(chosenProject(tree, { project: 'frontend' })).toBe('apps/web');
    expect(chosenProject(tree, { project: 'libs/a' })).toBe('libs/a');
  });

  it('is else the nearest with Run Targets at or above the user, else the root', () => {
    expect(chosenProject(tree, { cwd: 'apps/web/src/pages' })).toBe('apps/web');
    expect(chosenProject(tree, { cwd: 'libs/a' })).toBe('.');
    expect(chosenProject(tree, {})).toBe('.');
  });

  it('is not made up from a slip of the pen', () => {
    expect(() => chosenProject(tree, { project: 'fronted' })).toThrow(
      expect.objectContaining({
        message: 'There is no project and no directory "fronted".',
        hint: 'Did you mean "frontend"?',
      }),
    );
    expect(() => chosenProject(tree, { project: 'libs/a/index.ts' })).toThrow(/no project and no directory/);
  });
});
