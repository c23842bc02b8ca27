import { minimatch } from 'minimatch';
import { CONFIG_FILES, sortConfigFiles } from './config-files';

const SPACES = 'spaces/*/space.toml';
const sort = (...files: string[]) => sortConfigFiles(files, SPACES);

it('finds manifests at any depth, the root included', () => {
  for (const file of ['asp-targets.toml', 'apps/web/asp-targets.toml', 'spaces/base/space.toml']) {
    expect(minimatch(file, CONFIG_FILES, { dot: true })).toBe(true);
  }
  expect(minimatch('apps/web/asp-lock.json', CONFIG_FILES, { dot: true })).toBe(false);
});

it('takes for spaces what the option says and nothing else', () => {
  const files = ['spaces/base/space.toml', 'apps/web/space.toml', 'space.toml', 'spaces/a/b/space.toml'];
  expect(sortConfigFiles(files, SPACES).spaces).toEqual(['spaces/base']);
  expect(sortConfigFiles(files, '{apps,spaces}/**/space.toml').spaces).toEqual([
    'apps/web',
    'spaces/a/b',
    'spaces/base',
  ]);
});

it('leaves out what tasks and package managers write', () => {
  expect(
    sort(
      'dist/asp-targets.toml',
      'apps/web/asp_modules/x/plugins/000-base/asp-targets.toml',
      'node_modules/x/asp-targets.toml',
      'dist/spaces/base/space.toml',
      'apps/distant/asp-targets.toml',
    ),
  ).toEqual({ spaces: [], runTargets: ['apps/distant'], both: [] });
});

it('takes a space and a project that are called dist for what they are', () => {
  expect(sort('spaces/dist/space.toml', 'apps/dist/asp-targets.toml')).toEqual({
    spaces: ['spaces/dist'],
    runTargets: ['apps/dist'],
    both: [],
  });
});

it('takes what lies in a space for its content', () => {
  const found = sortConfigFiles(
    [
      'spaces/a/x/space.toml',
      'spaces/a/space.toml',
      'spaces/a/skills/s/asp-targets.toml',
      'spaces/ab/asp-targets.toml',
    ],
    'spaces/**/space.toml',
  );
  expect(found).toEqual({ spaces: ['spaces/a'], runTargets: ['spaces/ab'], both: [] });
});

it('tells apart what is a space and has Run Targets', () => {
  expect(sort('spaces/a/asp-targets.toml', 'spaces/a/space.toml')).toEqual({
    spaces: ['spaces/a'],
    runTargets: [],
    both: ['spaces/a'],
  });
});

it('knows the separators of Windows', () => {
  expect(sort('spaces\\a\\space.toml', 'apps\\web\\asp-targets.toml')).toEqual({
    spaces: ['spaces/a'],
    runTargets: ['apps/web'],
    both: [],
  });
});

it('is in one order whatever order the files come in', () => {
  const files = [
    'spaces/b/space.toml',
    'asp-targets.toml',
    'spaces/a-long/space.toml',
    'apps/x/asp-targets.toml',
  ];
  expect(sort(...files)).toEqual(sort(...files.toReversed()));
  expect(sort(...files).spaces).toEqual(['spaces/a-long', 'spaces/b']);
});
