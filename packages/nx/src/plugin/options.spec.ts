import { spaceManifestMatcher } from './config-files';
import { DEFAULT_SETTINGS, OPTION_NAMES, readOptions } from './options';

const fault = (options: unknown): unknown => {
  const read = readOptions(options);
  return 'fault' in read ? read.fault.message : read;
};

it('has a default for everything', () => {
  for (const nothing of [undefined, null, {}, { registry: undefined }]) {
    expect(readOptions(nothing)).toEqual({ settings: DEFAULT_SETTINGS });
  }
});

it('takes every option it names', () => {
  const options = {
    lintTargetName: 'check',
    materializeTargetName: 'plugin',
    resolveTargetName: 'pin',
    snapshotTargetName: 'fetch',
    composeTargetName: 'bundle',
    verifyTargetName: 'compare',
    runTargetName: 'agent',
    publishTargetName: 'release-space',
    spaces: '{spaces,libs/*/spaces}/*/space.toml',
    spacePrefix: '@spaces/',
    aspHome: 'tmp/asp/',
    registry: './../registry',
  };
  expect(Object.keys(options).sort()).toEqual([...OPTION_NAMES].sort());
  expect(readOptions(options)).toEqual({
    settings: {
      names: {
        lint: 'check',
        materialize: 'plugin',
        resolve: 'pin',
        snapshot: 'fetch',
        compose: 'bundle',
        verify: 'compare',
        run: 'agent',
        publish: 'release-space',
      },
      spaces: '{spaces,libs/*/spaces}/*/space.toml',
      spacePrefix: '@spaces/',
      aspHome: 'tmp/asp',
      registry: '../registry',
    },
  });
});

it.each([
  ['spaces/*/space.toml', 'spaces/a/space.toml'],
  ['{spaces,libs/{x,y}/spaces}/*/space.toml', 'libs/y/spaces/a/space.toml'],
  ['spaces/{1..3}/space.toml', 'spaces/2/space.toml'],
  ['spaces/[ab]?/space.toml', 'spaces/b1/space.toml'],
  ['spaces/[[:alpha:]]/space.toml', 'spaces/c/space.toml'],
  ['spaces/{[ab],c}x/space.toml', 'spaces/ax/space.toml'],
  ['libs/**/+(x|y)/space.toml', 'libs/a/xy/space.toml'],
  ['apps/(group)/*/space.toml', 'apps/(group)/a/space.toml'],
])('takes the glob %s, and finds %s by it', (spaces, file) => {
  expect(fault({ spaces })).toMatchObject({ settings: { spaces } });
  expect(spaceManifestMatcher(spaces)(file)).toBe(true);
});

it.each([
  ['a text', 'spaces', '`options` is a string'],
  ['a list', [], '`options` is a list'],
  ['an unknown option', { space: 'x' }, 'There is no option `space`'],
  ['an option of every object', { toString: 'x' }, 'There is no option `toString`'],
  ['a number', { registry: 1 }, '`registry` is a number'],
  ['null', { spaces: null }, '`spaces` is null'],
  [
    'an absolute registry',
    { registry: '/srv/registry' },
    '`registry` is "/srv/registry", which is not a path relative to the workspace root',
  ],
  [
    'an ASP_HOME in the home directory',
    { aspHome: '~/.asp' },
    '`aspHome` is "~/.asp", which is not a path relative to the workspace root',
  ],
  [
    'a drive',
    { aspHome: 'C:\\asp' },
    '`aspHome` is "C:\\\\asp", which is not a path relative to the workspace root',
  ],
  ['no path', { registry: '' }, '`registry` is "", which is not a path relative to the workspace root'],
  [
    'a glob of other files',
    { spaces: 'spaces/*' },
    '`spaces` is "spaces/*", which is no glob for manifests of spaces',
  ],
  [
    'a glob that leaves the workspace',
    { spaces: '../*/space.toml' },
    '`spaces` is "../*/space.toml", which is no glob for manifests of spaces',
  ],
  [
    'the workspace root as a space',
    { spaces: 'space.toml' },
    '`spaces` is "space.toml", which is no glob for manifests of spaces',
  ],
  [
    'a glob of everything else',
    { spaces: '!a/space.toml' },
    '`spaces` is "!a/space.toml", which is no glob for manifests of spaces',
  ],
  [
    'a glob that the matcher takes for a comment',
    { spaces: '#spaces/*/space.toml' },
    '`spaces` is "#spaces/*/space.toml", which is no glob for manifests of spaces',
  ],
  [
    'a target with a colon',
    { runTargetName: 'asp:run' },
    '`runTargetName` is "asp:run", which cannot be the name of a target',
  ],
  [
    'a target with the separator of Run Targets',
    { runTargetName: 'asp--run' },
    '`runTargetName` is "asp--run", which cannot be the name of a target',
  ],
  [
    'a target that is a glob',
    { lintTargetName: '*' },
    '`lintTargetName` is "*", which cannot be the name of a target',
  ],
  [
    'a prefix with a space',
    { spacePrefix: 'my ' },
    '`spacePrefix` is "my ", which cannot begin the name of a project',
  ],
  [
    'one name for two targets',
    { runTargetName: 'asp-lint' },
    '`lintTargetName` and `runTargetName` are both "asp-lint"',
  ],
])('refuses %s', (_, options, message) => {
  expect(fault(options)).toBe(message);
});

it.each([
  'spaces/{a,b/space.toml',
  'spaces/a,b}/space.toml',
  'spaces/{a}/space.toml',
  'spaces/{}/space.toml',
  '{spaces,{libs,apps}/*/space.toml',
  'spaces/[ab/space.toml',
  'spaces/ab]/space.toml',
  'spaces/[]/space.toml',
])('refuses the glob %s, which finds nothing that was meant', (spaces) => {
  expect(fault({ spaces })).toBe(`\`spaces\` is "${spaces}", in which a brace or bracket stands for itself`);
});
