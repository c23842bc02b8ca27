import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as FactsCacheModule from './facts-cache';

type Module = typeof FactsCacheModule;

const FACTS = { id: 'base', deps: [] };
const places: string[] = [];

function place() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'asp-facts-')));
  places.push(root);
  writeFileSync(join(root, 'kept'), '');
  return { root, file: join(root, '.nx/workspace-data/agent-spaces.facts') };
}

afterAll(() => {
  for (const root of places) rmSync(root, { recursive: true });
});

/** As another process would: nothing of this one's memory. */
function fresh(): Module {
  let module: Module | undefined;
  jest.isolateModules(() => {
    module = jest.requireActual<Module>('./facts-cache');
  });
  if (!module) throw new Error('The module was not loaded');
  return module;
}

async function writeOne(root: string, file = 'kept', env: NodeJS.ProcessEnv = {}): Promise<void> {
  const cache = fresh().openFactsCache(root, env);
  cache.set('space', file, 'hash', FACTS);
  await cache.save();
}

it('knows a file again in the next process, by its content alone', async () => {
  const { root } = place();
  await writeOne(root);
  const cache = fresh().openFactsCache(root, {});
  expect(cache.get('space', 'kept', 'hash')).toEqual(FACTS);
  expect(cache.get('space', 'kept', 'other')).toBeUndefined();
  expect(cache.get('targets', 'kept', 'hash')).toBeUndefined();
  expect(cache.get('space', 'another', 'hash')).toBeUndefined();
});

it('lies where Nx keeps its own', async () => {
  const { root, file } = place();
  await writeOne(root);
  expect(existsSync(file)).toBe(true);
  expect(readdirSync(dirname(file))).toEqual(['agent-spaces.facts']);
  const elsewhere = place();
  await writeOne(elsewhere.root, 'kept', { NX_WORKSPACE_DATA_DIRECTORY: 'data' });
  expect(existsSync(join(elsewhere.root, 'data/agent-spaces.facts'))).toBe(true);
  expect(existsSync(elsewhere.file)).toBe(false);
});

it.each<[string, (text: string) => string]>([
  ['is damaged', (text) => text.replace('base', 'vase')],
  ['is cut off', (text) => text.slice(0, -1)],
  ['is of another version of the plugin', (text) => text.replace(/ \d+\.\d+\.\d+\S* /, ' 999.0.0 ')],
  ['is something else', () => '[]'],
  ['is empty', () => ''],
])('is made anew where it %s', async (_, damage) => {
  const { root, file } = place();
  await writeOne(root);
  const text = readFileSync(file, 'utf8');
  expect(damage(text)).not.toBe(text);
  writeFileSync(file, damage(text));
  expect(fresh().openFactsCache(root, {}).get('space', 'kept', 'hash')).toBeUndefined();
  await writeOne(root);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('is off where Nx keeps no graph', async () => {
  const { root, file } = place();
  const env = { NX_CACHE_PROJECT_GRAPH: 'false' };
  await writeOne(root, 'kept', env);
  expect(existsSync(file)).toBe(false);
  await writeOne(root);
  expect(fresh().openFactsCache(root, env).get('space', 'kept', 'hash')).toBeUndefined();
});

it('keeps what another has written, as long as the file is there', async () => {
  const { root } = place();
  writeFileSync(join(root, 'other'), '');
  await writeOne(root, 'kept');
  await writeOne(root, 'other');
  expect(fresh().openFactsCache(root, {}).get('space', 'kept', 'hash')).toEqual(FACTS);
  rmSync(join(root, 'kept'));
  await writeOne(root, 'third');
  const cache = fresh().openFactsCache(root, {});
  expect(cache.get('space', 'kept', 'hash')).toBeUndefined();
  expect(cache.get('space', 'other', 'hash')).toEqual(FACTS);
});

it('is not written where nothing is new', async () => {
  const { root, file } = place();
  await writeOne(root);
  rmSync(file);
  const cache = fresh().openFactsCache(root, {});
  await cache.save();
  expect(existsSync(file)).toBe(false);
});

it('does without a directory it cannot write to', async () => {
  const { root } = place();
  mkdirSync(join(root, '.nx'));
  // A file in its way stops even those whom no mode stops.
  writeFileSync(join(root, '.nx/workspace-data'), '');
  chmodSync(join(root, '.nx'), 0o755);
  await expect(writeOne(root)).resolves.toBeUndefined();
});
