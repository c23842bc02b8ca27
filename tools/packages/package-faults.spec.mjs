import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageFaults } from './package-faults.mjs';

const repository = {
  version: '1.2.0',
  node: '>=20',
  license: 'the licence',
  names: new Set(['@a/core', '@a/room', '@a/cli']),
};

const MANIFEST = {
  name: '@a/room',
  version: '1.2.0',
  license: 'MIT',
  repository: { url: 'git+https://example.com/a.git', directory: 'packages/room' },
  engines: { node: '>=20' },
  publishConfig: { access: 'public' },
  exports: { '.': './dist/index.js' },
  dependencies: { '@a/core': '1.2.0', left: '^1' },
};
const FILES = {
  LICENSE: 'the licence',
  'README.md': '',
  'dist/index.js': 'require("@a/core"); require("left/pad");',
};

/** The faults of a sound package, changed. A file may be `{ mode, text }`. */
function faultsOf({ files = {}, ...manifest }) {
  const contents = new Map(
    Object.entries({ ...FILES, ...files })
      .filter(([, content]) => content !== undefined)
      .map(([path, content]) => [
        path,
        content.text === undefined ? { mode: 0o644, text: content } : content,
      ]),
  );
  const packed = {
    path: 'packages/room',
    manifest: { ...MANIFEST, ...manifest },
    files: [...contents].map(([path, { mode }]) => ({ path, mode })),
    read: (path) => contents.get(path).text,
  };
  return [...packageFaults(packed, repository)];
}

test('a sound package has no fault', () => {
  assert.deepEqual(faultsOf({}), []);
});

test('metadata that publishing needs is asked for', () => {
  const faults = faultsOf({
    version: '1.1.0',
    license: 'ISC',
    engines: { node: '>=18' },
    repository: { directory: 'packages/core' },
    publishConfig: undefined,
  });
  assert.deepEqual(faults, [
    "version is 1.1.0, the repository's is 1.2.0",
    'license is ISC, not MIT',
    'engines.node is >=18, not >=20',
    'repository.url is missing',
    'repository.directory is not packages/room',
    'publishConfig.access is not public: npm would hide it',
  ]);
});

test('packages published together depend on each other exactly', () => {
  assert.deepEqual(faultsOf({ dependencies: { '@a/core': '^1.2.0', left: '1' } }), [
    'depends on @a/core ^1.2.0, which is published as 1.2.0',
  ]);
});

test('the licence travels with the package, unchanged', () => {
  assert.deepEqual(faultsOf({ files: { LICENSE: undefined } }), ['LICENSE is not in the tarball']);
  assert.deepEqual(faultsOf({ files: { LICENSE: 'another' } }), ["LICENSE is not the repository's"]);
});

for (const path of [
  'src/index.ts',
  'dist/testing/fake.js',
  'dist/index.spec.js',
  'dist/index.js.map',
  'dist/tsconfig.lib.tsbuildinfo',
  'jest.config.cjs',
]) {
  test(`${path} stays at home`, () => {
    assert.deepEqual(faultsOf({ files: { [path]: '' } }), [`${path} should not be in the tarball`]);
  });
}

test('what the code loads is in the tarball or depended on', () => {
  const files = {
    'dist/index.js':
      'require("./there"); require("../generated/v"); import("./gone.js"); require("node:fs/promises");',
    'dist/there/index.js': 'require("@a/room/package.json");',
    'generated/v.js': 'require("right/x");',
  };
  assert.deepEqual(faultsOf({ files }), [
    'dist/index.js loads ./gone.js, which is not in the tarball',
    'generated/v.js loads right/x, which the package does not depend on',
  ]);
});

test('a bundle installs nothing, can be executed and names whose code it holds', () => {
  const cli = { exports: { './package.json': './package.json' }, bin: { tool: 'bin/tool.js' } };
  const program = { mode: 0o755, text: '' };
  const licences = { 'dist/bundle/THIRD-PARTY-LICENSES.txt': '' };
  assert.deepEqual(
    faultsOf({
      ...cli,
      dependencies: {},
      files: { ...licences, 'dist/index.js': undefined, 'bin/tool.js': program },
    }),
    [],
  );
  assert.deepEqual(faultsOf({ ...cli, files: { 'bin/tool.js': '' } }), [
    'is a bundle, and has dependencies',
    'the program tool (bin/tool.js) cannot be executed',
    'is a bundle without the licences of what is in it',
  ]);
});

test("an Nx plugin's collections name files that are there", () => {
  const entry = {
    implementation: './dist/executors/run/run.impl#run',
    hasher: './dist/executors/run/hasher',
    schema: './dist/executors/run/schema.json',
  };
  const files = {
    'executors.json': JSON.stringify({ executors: { run: entry } }),
    'dist/executors/run/run.impl.js': '',
    'dist/executors/run/schema.json': '{}',
  };
  assert.deepEqual(faultsOf({ files }), [
    'executors.json: the hasher of run (./dist/executors/run/hasher) is not in the tarball',
  ]);
});
