import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkPackages } from './check-packages.mjs';

/** A repository of one package, by its files. */
function repositoryWith(t, files) {
  const root = mkdtempSync(join(tmpdir(), 'check-packages-'));
  t.after(() => rmSync(root, { recursive: true }));
  const all = {
    'package.json': JSON.stringify({
      version: '1.0.0',
      engines: { node: '>=20' },
      workspaces: ['packages/*'],
    }),
    LICENSE: 'MIT\n',
    'packages/room/LICENSE': 'MIT\n',
    'packages/room/README.md': '# Room\n',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/room/${path}`, text])),
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const manifest = (exports) =>
  JSON.stringify({
    name: '@a/room',
    version: '1.0.0',
    license: 'MIT',
    repository: { type: 'git', url: 'git+https://example.com/a.git', directory: 'packages/room' },
    type: 'commonjs',
    main: './dist/index.js',
    types: './dist/index.d.ts',
    exports,
    files: ['dist'],
    engines: { node: '>=20' },
    publishConfig: { access: 'public' },
  });
const INDEX = { types: './dist/index.d.ts', default: './dist/index.js' };
const SOUND = {
  'package.json': manifest({ '.': INDEX, './testing': { '@agent-spaces/source': './src/testing.ts' } }),
  'src/index.ts': 'export const one = 1;\n',
  'dist/index.js': 'exports.one = 1;\n',
  'dist/index.d.ts': 'export declare const one: number;\n',
};

async function check(root) {
  const [{ packed, faults }] = await checkPackages(root);
  return { faults, files: packed.files.map(({ path }) => path).sort() };
}

test('a sound package passes, and an entry for its own repository alone is not published', async (t) => {
  assert.deepEqual(await check(repositoryWith(t, SOUND)), {
    faults: [],
    files: ['LICENSE', 'README.md', 'dist/index.d.ts', 'dist/index.js', 'package.json'],
  });
});

test('what was compiled from a source that is gone is removed before it is packed', async (t) => {
  const root = repositoryWith(t, {
    ...SOUND,
    'src/schema.json': '{}',
    'dist/schema.json': '{}',
    'dist/old/gone.js': '',
    'dist/old/gone.d.ts': '',
    'dist/bundle/main.js': '',
  });
  const { files } = await check(root);
  assert.deepEqual(
    files.filter((path) => path.startsWith('dist/')),
    ['dist/bundle/main.js', 'dist/index.d.ts', 'dist/index.js', 'dist/schema.json'],
  );
  assert.equal(existsSync(join(root, 'packages/room/dist/old/gone.js')), false);
});

test('publint and attw are asked', async (t) => {
  const root = repositoryWith(t, {
    ...SOUND,
    'package.json': manifest({
      '.': INDEX,
      './sub': { default: './dist/sub.js', types: './dist/sub.d.ts' },
      './gone': { types: './dist/gone.d.ts', default: './dist/gone.js' },
    }),
    'src/sub.ts': '',
    'dist/sub.js': 'exports.sub = 1;\n',
    'dist/sub.d.ts': 'export default 1;\n',
  });
  const { faults } = await check(root);
  assert.match(faults.join('\n'), /^publint: .*exports\["\.\/gone"\]\.default .* does not exist/m);
  assert.match(faults.join('\n'), /^publint: .*exports\["\.\/sub"\]\.types/m);
  assert.match(faults.join('\n'), /^attw: NoResolution \.\/gone node16-cjs/m);
  assert.doesNotMatch(faults.join('\n'), /node10/);
});
