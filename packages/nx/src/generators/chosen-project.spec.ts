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

  it.each([
    ['a space', 'spaces/web-quality', /A space cannot have Run Targets of its own/],
    ['a space, by another spelling', './spaces//web-quality/', /A space cannot have Run Targets of its own/],
    ['inside a space', 'spaces/web-quality/commands', /A space cannot have Run Targets of its own/],
    ['what a package manager writes', 'node_modules/nx', /node_modules\/nx is no project/],
    ['what a task writes', 'dist/a', /dist\/a is no project/],
  ])('is not %s', (_, project, message) => {
    tree.write('spaces/web-quality/commands/x.md', '');
    tree.write('node_modules/nx/package.json', '{}');
    tree.write('dist/a/index.js', '');
    expect(() => chosenProject(tree, { project })).toThrow(message);
  });

  it('may have a space.toml that is not the manifest of a space', () => {
    tree.write('libs/toml/space.toml', '');
    expect(chosenProject(tree, { project: 'libs/toml' })).toBe('libs/toml');
  });
});
