import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isTaskHash, openArtifactStore } from './artifact-store.mjs';

function emptyDirectory(t) {
  const directory = mkdtempSync(join(tmpdir(), 'artifact-store-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function* chunks(...texts) {
  for (const text of texts) yield Buffer.from(text);
}

async function* breakingAfter(text) {
  yield Buffer.from(text);
  throw new Error('gone');
}

async function read(store, hash) {
  const artifact = await store.open(hash);
  if (artifact === undefined) return undefined;
  const text = await artifact.file.readFile('utf8');
  await artifact.file.close();
  assert.equal(artifact.size, text.length);
  return text;
}

test('keeps what it is given, for whoever opens the directory next', async (t) => {
  const directory = join(emptyDirectory(t), 'made', 'on', 'demand');
  const store = await openArtifactStore(directory, { maxBytes: 100 });
  assert.equal(await store.open('1'), undefined);
  assert.equal(await store.has('1'), false);
  assert.equal(await store.create('1', chunks('a', 'bc')), 'created');
  const next = await openArtifactStore(directory, { maxBytes: 100 });
  assert.equal(await read(next, '1'), 'abc');
  assert.equal(await next.has('1'), true);
});

test('never replaces an artifact', async (t) => {
  const store = await openArtifactStore(emptyDirectory(t), { maxBytes: 100 });
  await store.create('1', chunks('first'));
  assert.equal(await store.create('1', chunks('second')), 'exists');
  assert.equal(await read(store, '1'), 'first');
});

test('lets one of many uploads of one hash win, from two servers on one directory', async (t) => {
  const directory = emptyDirectory(t);
  const stores = [
    await openArtifactStore(directory, { maxBytes: 100 }),
    await openArtifactStore(directory, { maxBytes: 100 }),
  ];
  const texts = Array.from({ length: 8 }, (_, index) => `upload ${index}`);
  const results = await Promise.all(texts.map((text, index) => stores[index % 2].create('1', chunks(text))));
  assert.deepEqual(results.toSorted(), ['created', ...Array(7).fill('exists')]);
  assert.equal(await read(stores[0], '1'), texts[results.indexOf('created')]);
  assert.deepEqual(readdirSync(join(directory, 'uploads')), []);
});

const refused = [
  ['too-large', () => chunks('12345', '67890', '1')],
  ['empty', () => chunks()],
];
for (const [result, upload] of refused)
  test(`keeps nothing of what is ${result}`, async (t) => {
    const directory = emptyDirectory(t);
    const store = await openArtifactStore(directory, { maxBytes: 10 });
    assert.equal(await store.create('1', upload()), result);
    assert.equal(await store.open('1'), undefined);
    assert.deepEqual(readdirSync(join(directory, 'uploads')), []);
  });

test('takes what is exactly as large as allowed', async (t) => {
  const store = await openArtifactStore(emptyDirectory(t), { maxBytes: 10 });
  assert.equal(await store.create('1', chunks('12345', '67890')), 'created');
});

test('shows nothing of an upload while it arrives, and keeps nothing of one that breaks off', async (t) => {
  const directory = emptyDirectory(t);
  const store = await openArtifactStore(directory, { maxBytes: 100 });
  async function* looking() {
    yield Buffer.from('half');
    assert.equal(readdirSync(join(directory, 'uploads')).length, 1);
    assert.equal(await store.has('1'), false);
    yield* breakingAfter('more');
  }
  await assert.rejects(store.create('1', looking()), /gone/);
  assert.equal(await store.open('1'), undefined);
  assert.deepEqual(readdirSync(join(directory, 'uploads')), []);
  assert.equal(await store.create('1', chunks('whole')), 'created');
});

test('removes what a killed server left half-done, and nothing else', async (t) => {
  const directory = emptyDirectory(t);
  const uploads = join(directory, 'uploads');
  mkdirSync(uploads);
  const part = (digit) => join(uploads, `${digit.repeat(36)}.part`);
  const [abandoned, arriving, foreign] = [part('a'), part('b'), join(uploads, 'notes.part')];
  for (const path of [abandoned, arriving, foreign]) writeFileSync(path, 'x');
  for (const path of [abandoned, foreign]) utimesSync(path, 0, 0);
  await openArtifactStore(directory, { maxBytes: 100 });
  assert.deepEqual([abandoned, arriving, foreign].map(existsSync), [false, true, true]);
  assert.equal(readFileSync(arriving, 'utf8'), 'x');
});

test('knows a task hash from a path', () => {
  for (const hash of ['0', '16435605065312941393', 'a1b2', 'A-Z_09', 'f'.repeat(128)])
    assert.ok(isTaskHash(hash), hash);
  const others = [
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    '../1',
    '%2e%2e',
    'a.b',
    'a b',
    'a\n',
    'a\0',
    'é',
    'f'.repeat(129),
  ];
  for (const text of others) assert.ok(!isTaskHash(text), JSON.stringify(text));
});
