import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DEV_INTEGRITY, IntegrityError, type Integrity } from '@agent-spaces/core';
import { hashBlob } from '@agent-spaces/git';
import type { AspHome } from './asp-home';
import { openBlobStore } from './blobs';
import {
  addSnapshot,
  assertIntegrity,
  openSnapshot,
  verifySnapshot,
  type Snapshot,
  type SnapshotRequest,
} from './snapshots';
import {
  homesBelow,
  inodeOf,
  namesIn,
  requestOf,
  snapshotRequest,
  tamper,
  tempDirectory,
  writeFiles,
} from './testing/temp-store';

const root = tempDirectory();
const freshHome = homesBelow(root);
const source = join(root, 'source');
const KEEP = { replace: false };
const REPLACE = { replace: true };
let home: AspHome;
let request: SnapshotRequest;

beforeAll(async () => {
  mkdirSync(source);
  symlinkSync('space.toml', join(source, 'link'));
  request = await snapshotRequest(source, {
    'space.toml': 'schema = 1\n',
    'hooks/run.sh': { executable: '#!/bin/sh\n' },
    'a b/é': 'x',
    '-dash/[a]*{b}': 'x',
  });
});
beforeEach(() => void (home = freshHome()));

const add = (options = KEEP, wanted = request) => addSnapshot(home, openBlobStore(home), wanted, options);
const open = (): Snapshot => {
  const snapshot = openSnapshot(home, request.integrity);
  if (!snapshot) throw new Error('There is no snapshot');
  return snapshot;
};
const at = (path: string): string => join(home.snapshot(request.integrity), path);
const RECORD = '.asp-snapshot.json';
const editRecord = (edit: (record: { files: Record<string, unknown>[] }) => void): void => {
  const record = JSON.parse(readFileSync(at(RECORD), 'utf8')) as { files: Record<string, unknown>[] };
  edit(record);
  tamper(at(RECORD), JSON.stringify(record));
};

describe('addSnapshot', () => {
  it('keeps every file read-only, with its kind, and leaves nothing in tmp', async () => {
    const added = await add();
    expect(added.files.map(({ path, kind }) => [path, kind])).toEqual(
      request.content.files.map(({ path, kind }) => [path, kind]),
    );
    expect(lstatSync(at('space.toml')).mode & 0o333).toBe(0);
    expect(lstatSync(at('hooks/run.sh')).mode & 0o722).toBe(0o500);
    expect(readlinkSync(at('link'))).toBe('space.toml');
    expect(inodeOf(at('a b/é'))).toBe(inodeOf(at('-dash/[a]*{b}')));
    expect(namesIn(home.tmp)).toEqual([]);
    expect(JSON.parse(readFileSync(at(RECORD), 'utf8'))).toMatchObject({
      spaceId: 'a',
      commit: request.commit,
      integrity: request.integrity,
      sourcePath: 'spaces/a',
    });
  });

  it('can be opened afterwards, and reads what was put in', async () => {
    await add();
    const { content, files, integrity } = open();
    expect(integrity).toBe(request.integrity);
    verifySnapshot(open());
    for (const { path } of files) expect(await content.read(path)).toEqual(await request.content.read(path));
    expect(await content.hasShebang('hooks/run.sh')).toBe(true);
    expect(await content.hasShebang('space.toml')).toBe(false);
    await expect(content.read('../x')).rejects.toMatchObject({ code: 'SNAPSHOT_ERROR' });
  });

  it('keeps a symlink whose target is not UTF-8', async () => {
    const odd = join(root, 'odd');
    mkdirSync(odd);
    symlinkSync(Buffer.from([0x61, 0xff]), join(odd, 'link'));
    const wanted = await snapshotRequest(odd);
    const { content } = await add(KEEP, wanted);
    expect(await content.read('link')).toEqual(Buffer.from([0x61, 0xff]));
  });

  it('refuses what does not hash to the integrity, and leaves nothing behind', async () => {
    const wanted = { ...request, integrity: `sha256:${'0'.repeat(64)}` as Integrity };
    expect(() => assertIntegrity(wanted)).toThrow(IntegrityError);
    await expect(add(KEEP, wanted)).rejects.toMatchObject({
      code: 'INTEGRITY_ERROR',
      message: expect.stringContaining(request.integrity),
      hint: expect.stringContaining('asp install --update'),
    });
    expect(() => assertIntegrity({ ...request, integrity: DEV_INTEGRITY })).toThrow(IntegrityError);
    expect(() => lstatSync(home.root)).toThrow('ENOENT');
  });

  it('refuses a content whose bytes are not those of its list, and leaves nothing behind', async () => {
    const read = async (path: string) =>
      path === 'hooks/run.sh' ? Buffer.from('evil') : request.content.read(path);
    await expect(add(KEEP, { ...request, content: { ...request.content, read } })).rejects.toMatchObject({
      code: 'INTEGRITY_ERROR',
    });
    expect(namesIn(home.tmp)).toEqual([]);
    expect(openSnapshot(home, request.integrity)).toBeUndefined();
  });

  it('has a typed error for names that one disk cannot hold together', async () => {
    const oid = hashBlob(Buffer.from('x'), 'sha1');
    const files = ['same', 'same'].map((path) => ({ path, kind: 'file' as const, oid }));
    const content = { ...request.content, files, read: () => Promise.resolve(Buffer.from('x')) };
    await expect(add(KEEP, requestOf(content))).rejects.toMatchObject({
      code: 'SNAPSHOT_ERROR',
      hint: expect.stringContaining('case'),
    });
    expect(namesIn(home.tmp)).toEqual([]);
  });

  it('leaves one whole entry where several are added at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => add()));
    for (const snapshot of all) verifySnapshot(snapshot);
    expect(namesIn(home.snapshots)).toHaveLength(1);
    expect(namesIn(home.tmp)).toEqual([]);
  });

  it.each(['home itself', 'snapshots', 'tmp', 'blobs'])(
    'says what to do where %s cannot be written',
    async (which) => {
      const blocked = which === 'home itself' ? home.root : home[which as 'snapshots' | 'tmp' | 'blobs'];
      writeFiles(join(blocked, '..'), {
        [blocked.slice(blocked.lastIndexOf('/') + 1)]: 'a file in its place',
      });
      await expect(add()).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:STORE|SNAPSHOT)_ERROR$/),
        hint: expect.stringContaining('ASP_HOME'),
      });
      if (which !== 'tmp' && which !== 'home itself') expect(namesIn(home.tmp)).toEqual([]);
    },
  );
});

describe('openSnapshot', () => {
  it('finds nothing where nothing was added, and creates nothing', () => {
    expect(openSnapshot(home, request.integrity)).toBeUndefined();
    expect(() => lstatSync(home.root)).toThrow('ENOENT');
  });

  it.each<[string, () => void]>([
    ['without a record', () => rmSync(at(RECORD))],
    ['with an emptied record', () => tamper(at(RECORD), '')],
    ['with a record cut off', () => tamper(at(RECORD), readFileSync(at(RECORD), 'utf8').slice(0, -20))],
    ['with null for a record', () => tamper(at(RECORD), 'null')],
    ['with a record without files', () => tamper(at(RECORD), '{"files":{}}')],
    ['with a record that lists nothing', () => editRecord((record) => void (record.files = []))],
    ['with a file fewer in its record', () => editRecord((record) => void record.files.pop())],
    [
      'with another kind in its record',
      () => editRecord(({ files }) => void (files[0] = { ...files[0], kind: 'executable' })),
    ],
    [
      'with a hostile path in its record',
      () => editRecord(({ files }) => void (files[0] = { ...files[0], path: '../../x' })),
    ],
    [
      'that is a file',
      () => (rmSync(at('.'), { recursive: true }), writeFileSync(home.snapshot(request.integrity), '')),
    ],
    ['that is an empty directory', () => (rmSync(at('.'), { recursive: true }), mkdirSync(at('.')))],
    [
      'that is a dangling symlink',
      () => (rmSync(at('.'), { recursive: true }), symlinkSync('none', home.snapshot(request.integrity))),
    ],
  ])('refuses an entry %s by name, and replacing mends it', async (_, damage) => {
    await add();
    damage();
    expect(() => openSnapshot(home, request.integrity)).toThrow(
      expect.objectContaining({
        code: 'INTEGRITY_ERROR',
        location: { file: at(RECORD) },
        hint: expect.stringContaining('asp install'),
      }),
    );
    verifySnapshot(await add(REPLACE));
    verifySnapshot(open());
    expect(namesIn(home.tmp)).toEqual([]);
  });
});

describe('verifySnapshot', () => {
  it.each<[string, string, () => void]>([
    ['was edited', 'space.toml', () => tamper(at('space.toml'), 'edited')],
    ['was emptied', 'space.toml', () => tamper(at('space.toml'), '')],
    ['is missing', 'a b/é', () => rmSync(at('a b/é'))],
    ['was replaced by a directory', 'a b/é', () => (rmSync(at('a b/é')), mkdirSync(at('a b/é')))],
    ['is a missing symlink', 'link', () => rmSync(at('link'))],
    [
      'is a symlink that leads elsewhere',
      'link',
      () => (rmSync(at('link')), symlinkSync('/etc/passwd', at('link'))),
    ],
    ['was a symlink', 'link', () => (rmSync(at('link')), writeFileSync(at('link'), 'space.toml'))],
    ['came from outside', 'a b/extra', () => writeFileSync(at('a b/extra'), '')],
    ['is a link to a directory from outside', 'extra', () => symlinkSync(source, at('extra'))],
  ])('names a file that %s, and replacing mends it', async (_, path, damage) => {
    await add();
    damage();
    expect(() => verifySnapshot(open())).toThrow(
      expect.objectContaining({ code: 'INTEGRITY_ERROR', location: { file: at(path) } }),
    );
    await add(REPLACE);
    verifySnapshot(open());
  });

  it('lets no damaged file through when it is read', async () => {
    await add();
    tamper(at('space.toml'), 'edited');
    await expect(open().content.read('space.toml')).rejects.toMatchObject({ code: 'INTEGRITY_ERROR' });
    rmSync(at('link'));
    await expect(open().content.read('link')).rejects.toMatchObject({ code: 'INTEGRITY_ERROR' });
  });

  it('sees an edit through a hard link in every entry that shares the file; each is mended by replacing it', async () => {
    const other = await snapshotRequest(join(root, 'other'), { 'space.toml': 'schema = 1\n' });
    await add();
    await add(KEEP, other);
    expect(inodeOf(join(home.snapshot(other.integrity), 'space.toml'))).toBe(inodeOf(at('space.toml')));

    tamper(at('space.toml'), 'edited');
    const openOther = () => openSnapshot(home, other.integrity) as Snapshot;
    expect(() => verifySnapshot(open())).toThrow(IntegrityError);
    expect(() => verifySnapshot(openOther())).toThrow(IntegrityError);

    await add(REPLACE);
    verifySnapshot(open());
    expect(() => verifySnapshot(openOther())).toThrow(IntegrityError);
    await add(REPLACE, other);
    verifySnapshot(openOther());
    verifySnapshot(open());
  });

  it('does not take a snapshot under the name of another for it', async () => {
    await add();
    const other = await snapshotRequest(join(root, 'moved'), { 'space.toml': 'other' });
    renameSync(home.snapshot(request.integrity), home.snapshot(other.integrity));
    expect(() => openSnapshot(home, other.integrity)).toThrow(IntegrityError);
  });
});
