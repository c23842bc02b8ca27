import { inferenceWorkspace } from '../testing/inference-workspace';

const space = (id: string, ...refs: string[]): string =>
  `schema = 1\nid = "${id}"\n[deps]\nspaces = ${JSON.stringify(refs)}\n`;
const targets = (...refs: string[]): string => `schema = 1\n[targets.t]\ncompose = ${JSON.stringify(refs)}\n`;
const key = (id: string): string => `${id}@${'a'.repeat(12)}`;

const lock = (...ids: string[]): string =>
  JSON.stringify({
    lockfileVersion: 1,
    resolverVersion: 1,
    generatedAt: '2026-01-01T00:00:00Z',
    registry: { type: 'git', url: 'https://example.com/r.git' },
    spaces: Object.fromEntries(
      ids.map((id) => [
        key(id),
        {
          id,
          commit: 'a'.repeat(40),
          path: `spaces/${id}`,
          integrity: `sha256:${'0'.repeat(64)}`,
          plugin: { name: id },
          deps: { spaces: [] },
          resolvedFrom: { selector: '^1.0.0' },
        },
      ]),
    ),
    targets: {
      t: {
        compose: ['space:app@^1.0.0'],
        roots: ids.slice(0, 1).map(key),
        loadOrder: ids.map(key),
        envHash: `sha256:${'1'.repeat(64)}`,
      },
    },
  });

const FILES = {
  'spaces/app/space.toml': space('app', 'space:base@^1.0.0', 'space:base@dev'),
  'spaces/base/space.toml': space('base'),
  'spaces/old/space.toml': space('old'),
  'apps/web/asp-targets.toml': targets('space:app@^1.0.0', 'space:app@stable'),
  'apps/web/asp-lock.json': lock('base', 'old', 'app'),
};

it('has an edge for every space of the workspace that a file names, pinned or not, once', async () => {
  expect(await inferenceWorkspace(FILES).edges()).toEqual([
    'app → base static (spaces/app/space.toml)',
    'web → app static (apps/web/asp-lock.json)',
    'web → app static (apps/web/asp-targets.toml)',
    'web → base static (apps/web/asp-lock.json)',
    'web → old static (apps/web/asp-lock.json)',
  ]);
});

it('gives the edges of the files that Nx asks for alone', async () => {
  const { edges } = inferenceWorkspace(FILES);
  expect(await edges({ changed: [] })).toEqual([]);
  expect(await edges({ changed: ['apps/web/asp-targets.toml'] })).toEqual([
    'web → app static (apps/web/asp-targets.toml)',
  ]);
  expect(await edges({ changed: ['spaces/app/space.toml', 'spaces/base/README.md'] })).toEqual([
    'app → base static (spaces/app/space.toml)',
  ]);
});

it('gives what a lock loads that git ignores each time, on no file', async () => {
  const { edges } = inferenceWorkspace(FILES);
  expect(await edges({ changed: [], ignored: ['apps/web/asp-lock.json'] })).toEqual([
    'web → base implicit',
    'web → old implicit',
  ]);
});

it('names a space that is not there yet, the first of the workspace too', async () => {
  const files = { 'apps/web/asp-targets.toml': targets('space:late@dev', 'space:taken@1.0.0') };
  const others = { 'libs/taken': 'taken' };
  const late = 'web → late static (apps/web/asp-targets.toml)';
  expect(await inferenceWorkspace(files).edges({ others })).toEqual([late]);
  expect(
    await inferenceWorkspace({ ...FILES, ...files, 'apps/web/asp-lock.json': lock() }).edges({ others }),
  ).toEqual(['app → base static (spaces/app/space.toml)', late]);
});

it('takes nothing that every object has for a project', async () => {
  const files = { 'apps/web/asp-targets.toml': targets('space:constructor@1.0.0', 'space:late@dev') };
  expect(await inferenceWorkspace(files).edges()).toEqual(['web → late static (apps/web/asp-targets.toml)']);
});

it('has an edge from a space to every project inside it, each time', async () => {
  const { edges } = inferenceWorkspace(FILES);
  const others = {
    'spaces/app/srv': 'srv',
    'spaces/app/srv/test': 'srv-test',
    'spaces/app-tools': 'tools',
    spaces: 'all',
    '.': 'workspace',
  };
  expect(await edges({ others, changed: [] })).toEqual(['app → srv implicit', 'app → srv-test implicit']);
});

it('goes by the names that projects have in the end', async () => {
  const { edges } = inferenceWorkspace(FILES);
  expect(await edges({ options: { spacePrefix: 'space-' }, changed: ['spaces/app/space.toml'] })).toEqual([
    'space-app → space-base static (spaces/app/space.toml)',
  ]);
});

it('goes round what was told as wrong when the nodes were made', async () => {
  const { edges } = inferenceWorkspace({
    ...FILES,
    'spaces/broken/space.toml': 'x',
    'apps/web/asp-lock.json': '<<<<<<< HEAD\n',
  });
  expect(await edges()).toEqual([
    'app → base static (spaces/app/space.toml)',
    'web → app static (apps/web/asp-targets.toml)',
  ]);
});

it('tells of a space that bears the name of another project', async () => {
  const { edges } = inferenceWorkspace({ ...FILES, 'libs/base/project.json': '{}' });
  await expect(edges({ others: { 'libs/base': 'base' } })).rejects.toThrow(
    'Two projects are called "base": the space of spaces/base/space.toml, and the project of libs/base/project.json',
  );
});
