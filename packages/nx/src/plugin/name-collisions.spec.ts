import { describeCollision, findNameCollisions } from './name-collisions';
import { DEFAULT_SETTINGS } from './options';

/** As Nx leaves it: one project of each name, and the files of all that had the name. */
function find(
  winners: Readonly<Record<string, string>>,
  files: Readonly<Record<string, readonly string[]>>,
  ours: { readonly spaces?: readonly string[]; readonly runTargets?: readonly string[] } = {},
) {
  const rootsOf = (names: readonly string[] = []) =>
    new Map(names.map((name) => [name, winners[name] ?? '']));
  return findNameCollisions(
    { spaces: rootsOf(ours.spaces), runTargets: rootsOf(ours.runTargets) },
    {
      projects: Object.fromEntries(Object.entries(winners).map(([name, root]) => [name, { root, name }])),
      fileMap: {
        nonProjectFiles: [],
        projectFileMap: Object.fromEntries(
          Object.entries(files).map(([name, list]) => [name, list.map((file) => ({ file, hash: '' }))]),
        ),
      },
    },
    DEFAULT_SETTINGS,
  );
}

it('finds the project that lost its name to a space', () => {
  const files = [
    'libs/base/src/a.ts',
    'libs/base/project.json',
    'spaces/base/space.toml',
    'spaces/base/a.md',
  ];
  expect(find({ base: 'spaces/base' }, { base: files }, { spaces: ['base'] })).toEqual([
    { name: 'base', kind: 'space', ours: 'spaces/base/space.toml', theirs: 'libs/base/project.json' },
  ]);
});

it('finds the space that lost its name to a project', () => {
  const files = ['libs/base/src/package.json', 'libs/base/package.json', 'spaces/base/space.toml'];
  expect(find({ base: 'libs/base' }, { base: files })).toEqual([
    { name: 'base', kind: 'space', ours: 'spaces/base/space.toml', theirs: 'libs/base/package.json' },
  ]);
});

it('finds the space that lost its name to the workspace itself', () => {
  const files = ['nx.json', 'package.json', 'spaces/base/space.toml'];
  expect(find({ base: '.' }, { base: files })).toEqual([
    { name: 'base', kind: 'space', ours: 'spaces/base/space.toml', theirs: 'package.json' },
  ]);
});

it('finds the space that lost its name to the workspace itself, where that has Run Targets', () => {
  const files = ['nx.json', 'package.json', 'asp-targets.toml', 'spaces/base/space.toml'];
  expect(find({ base: '.' }, { base: files }, { runTargets: ['base'] })).toEqual([
    { name: 'base', kind: 'space', ours: 'spaces/base/space.toml', theirs: 'package.json' },
  ]);
  expect(find({ root: '.' }, { root: files }, { runTargets: ['root'] })).toEqual([]);
});

it('finds directories with Run Targets that are called like another project', () => {
  const files = ['apps/web/asp-targets.toml', 'libs/web/project.json'];
  expect(find({ web: 'apps/web' }, { web: files }, { runTargets: ['web'] })).toEqual([
    { name: 'web', kind: 'run targets', ours: 'apps/web/asp-targets.toml', theirs: 'libs/web/project.json' },
  ]);
  expect(find({ web: 'libs/web' }, { web: files })).toEqual([
    { name: 'web', kind: 'run targets', ours: 'apps/web/asp-targets.toml', theirs: 'libs/web/project.json' },
  ]);
});

it('finds nothing where manifests lie in a project of another name', () => {
  expect(
    find(
      { base: 'spaces/base', other: 'libs/other', workspace: '.' },
      {
        base: ['spaces/base/space.toml', 'spaces/base/skills/x/asp-targets.toml'],
        other: ['libs/other/project.json', 'libs/other/template/space.toml'],
        // As where nx.json keeps a space from the plugin.
        workspace: ['package.json', 'spaces/kept/space.toml', 'apps/kept/asp-targets.toml'],
      },
      { spaces: ['base'] },
    ),
  ).toEqual([]);
});

it('says what to do', () => {
  expect(
    describeCollision({
      name: 'base',
      kind: 'space',
      ours: 'spaces/base/space.toml',
      theirs: 'base/project.json',
    }),
  ).toMatchInlineSnapshot(`
    "Two projects are called "base": the space of spaces/base/space.toml, and the project of base/project.json
      → Set the option \`spacePrefix\` of @agent-spaces/nx in nx.json, such as "space-", or give one of them a project.json with a name of its own."
  `);
  expect(
    describeCollision({
      name: 'web',
      kind: 'run targets',
      ours: 'apps/web/asp-targets.toml',
      theirs: 'web/project.json',
    }),
  ).toMatchInlineSnapshot(`
    "Two projects are called "web": that of apps/web/asp-targets.toml, and that of web/project.json
      → To tell them apart, give one of them a project.json with a name of its own."
  `);
});
