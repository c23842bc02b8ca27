import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntegrityError } from '@agent-spaces/core';
import { hashBlob } from '@agent-spaces/git';
import type { AspHome } from './asp-home';
import { openBlobStore } from './blobs';
import { addPlugin, lookUpPlugin, readPluginFile, verifyPlugin, type CachedPlugin } from './plugin-cache';
import { addSnapshot, openSnapshot, verifySnapshot, type Snapshot } from './snapshots';
import {
  homesBelow,
  inodeOf,
  namesIn,
  pluginRequest,
  snapshotRequest,
  tamper,
  tempDirectory,
  textFile,
} from './testing/temp-store';

const root = tempDirectory();
const freshHome = homesBelow(root);
const KEEP = { replace: false };
const REPLACE = { replace: true };
const RECORD = '.asp-cache.json';
let home: AspHome;
beforeEach(() => void (home = freshHome()));

const script = '#!/bin/sh\n';
const request = pluginRequest('p', [
  textFile('.claude-plugin/plugin.json', '{"name":"p"}'),
  textFile('commands/build.md', 'Build'),
  {
    path: 'hooks/run.sh',
    executable: true,
    oid: hashBlob(Buffer.from(script), 'sha1'),
    read: () => Promise.resolve(Buffer.from(script)),
  },
]);
const add = (options = KEEP, wanted = request) => addPlugin(home, openBlobStore(home), wanted, options);
const at = (path: string): string => join(home.plugin(request.key), path);
const found = (): CachedPlugin => {
  const lookup = lookUpPlugin(home, request.key);
  if (lookup.kind !== 'found') throw new Error(`The entry is ${lookup.kind}`);
  return lookup.plugin;
};
const editRecord = (changes: Readonly<Record<string, unknown>>): void => {
  const record = JSON.parse(readFileSync(at(RECORD), 'utf8')) as Record<string, unknown>;
  tamper(at(RECORD), JSON.stringify({ ...record, ...changes }));
};

describe('addPlugin', () => {
  it('makes an entry that can be looked up, read-only, with the record of the seed', async () => {
    expect(lookUpPlugin(home, request.key)).toEqual({ kind: 'missing' });
    const added = await add();
    expect(found()).toEqual(added);
    verifyPlugin(added);
    expect(added.files.map(({ path, kind }) => [path, kind])).toEqual([
      ['.claude-plugin/plugin.json', 'file'],
      ['commands/build.md', 'file'],
      ['hooks/run.sh', 'executable'],
    ]);
    expect(lstatSync(at('commands/build.md')).mode & 0o333).toBe(0);
    expect(lstatSync(at('hooks/run.sh')).mode & 0o722).toBe(0o500);
    expect(JSON.parse(readFileSync(at(RECORD), 'utf8'))).toMatchObject({
      spaceKey: request.spaceKey,
      integrity: request.integrity,
      pluginName: 'p',
      pluginVersion: '1.0.0',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(namesIn(home.tmp)).toEqual([]);
  });

  it('leaves one whole entry where several are added at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => add()));
    verifyPlugin(found());
    expect(namesIn(home.cache)).toEqual([request.key]);
    expect(namesIn(home.tmp)).toEqual([]);
  });

  it('leaves nothing behind when a file cannot be had', async () => {
    const read = () => Promise.reject(new Error('gone'));
    const wanted = pluginRequest('p', [
      textFile('a', 'x'),
      { path: 'b', executable: false, oid: 'f'.repeat(40), read },
    ]);
    await expect(add(KEEP, wanted)).rejects.toThrow('gone');
    expect(namesIn(home.tmp)).toEqual([]);
    expect(lookUpPlugin(home, request.key)).toEqual({ kind: 'missing' });
  });

  it('says what to do where the cache cannot be written', async () => {
    mkdirSync(home.root);
    writeFileSync(home.cache, 'a file in its place');
    await expect(add()).rejects.toMatchObject({
      code: 'STORE_ERROR',
      hint: expect.stringContaining('ASP_HOME'),
    });
    expect(namesIn(home.tmp)).toEqual([]);
  });
});

describe('lookUpPlugin', () => {
  it('calls an entry of another materializer outdated, and replacing renews it', async () => {
    await add();
    editRecord({ materializer: 0 });
    expect(lookUpPlugin(home, request.key)).toEqual({ kind: 'outdated' });
    await add(REPLACE);
    verifyPlugin(found());
  });

  const file = { path: 'a', kind: 'file', oid: 'a'.repeat(40), size: 1 };
  it.each<[string, () => void]>([
    ['without a record', () => rmSync(at(RECORD))],
    ['with an emptied record', () => tamper(at(RECORD), '')],
    ['with a record that is a list', () => tamper(at(RECORD), '[]')],
    ['with the record of another plugin', () => editRecord({ pluginName: 'q' })],
    ['with a path that leads out', () => editRecord({ files: [{ ...file, path: '../../../x' }] })],
    [
      'with a path that leads out behind a directory',
      () => editRecord({ files: [{ ...file, path: 'a/../../x' }] }),
    ],
    ['with an absolute path', () => editRecord({ files: [{ ...file, path: '/etc/passwd' }] })],
    ['with an empty path', () => editRecord({ files: [{ ...file, path: '' }] })],
    ['with a NUL in a path', () => editRecord({ files: [{ ...file, path: 'a\0' }] })],
    ['with an unknown kind', () => editRecord({ files: [{ ...file, kind: 'constructor' }] })],
    ['with an id that is none', () => editRecord({ files: [{ ...file, oid: '../x' }] })],
    ['with a size that is none', () => editRecord({ files: [{ ...file, size: '1' }] })],
    ['with null among its files', () => editRecord({ files: [null] })],
    [
      'that is a file',
      () => (rmSync(at('.'), { recursive: true }), writeFileSync(home.plugin(request.key), '')),
    ],
    [
      'that is a dangling symlink',
      () => (rmSync(at('.'), { recursive: true }), symlinkSync('none', home.plugin(request.key))),
    ],
  ])('refuses an entry %s by name, and replacing mends it', async (_, damage) => {
    await add();
    damage();
    expect(() => lookUpPlugin(home, request.key)).toThrow(
      expect.objectContaining({ code: 'INTEGRITY_ERROR', location: { file: at(RECORD) } }),
    );
    await add(REPLACE);
    verifyPlugin(found());
  });

  it('does not take an entry under the key of another for it', async () => {
    await add();
    const other = pluginRequest('q', []);
    renameSync(home.plugin(request.key), home.plugin(other.key));
    expect(() => lookUpPlugin(home, other.key)).toThrow(IntegrityError);
  });
});

describe('verifyPlugin and readPluginFile', () => {
  it.each<[string, string, () => void]>([
    ['was edited', 'commands/build.md', () => tamper(at('commands/build.md'), 'evil')],
    ['is missing', 'commands/build.md', () => rmSync(at('commands/build.md'))],
    ['came from outside', 'commands/evil.md', () => writeFileSync(at('commands/evil.md'), '')],
  ])('name a file that %s', async (_, path, damage) => {
    await add();
    damage();
    expect(() => verifyPlugin(found())).toThrow(
      expect.objectContaining({ code: 'INTEGRITY_ERROR', location: { file: at(path) } }),
    );
  });

  it('let no damaged file out of the store', async () => {
    const plugin = await add();
    const blobs = openBlobStore(home);
    const text = () => plugin.files.map((file) => readPluginFile(blobs, plugin, file).toString());
    expect(text()).toEqual(['{"name":"p"}', 'Build', script]);
    tamper(at('commands/build.md'), 'evil');
    expect(text).toThrow(IntegrityError);
  });

  it('share files with a snapshot: an edit is seen in both, and replacing mends each', async () => {
    const wanted = await snapshotRequest(join(root, 'source'), { 'commands/build.md': 'Build' });
    await addSnapshot(home, openBlobStore(home), wanted, KEEP);
    await add();
    const inSnapshot = join(home.snapshot(wanted.integrity), 'commands/build.md');
    expect(inodeOf(inSnapshot)).toBe(inodeOf(at('commands/build.md')));

    tamper(at('commands/build.md'), 'evil');
    const snapshot = () => openSnapshot(home, wanted.integrity) as Snapshot;
    expect(() => verifyPlugin(found())).toThrow(IntegrityError);
    expect(() => verifySnapshot(snapshot())).toThrow(IntegrityError);
    await addSnapshot(home, openBlobStore(home), wanted, REPLACE);
    await add(REPLACE);
    verifyPlugin(found());
    verifySnapshot(snapshot());
  });
});
