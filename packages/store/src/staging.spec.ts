import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createStaging, isKept, keptBundles, makeEntry, removeTree, sweepStaging } from './staging';
import { homesBelow, namesIn, tempDirectory, writeFiles } from './testing/temp-store';

const freshHome = homesBelow(tempDirectory());
/** A process that has run and is gone. */
const deadPid = spawnSync(process.execPath, ['--eval', '']).pid;

describe('createStaging', () => {
  it('gives every caller a directory of its own', () => {
    const home = freshHome();
    const all = Array.from({ length: 20 }, () => createStaging(home, 'run'));
    expect(new Set(all).size).toBe(20);
    expect(namesIn(home.tmp)).toEqual(all.map((directory) => basename(directory)).sort());
  });

  it('says what to do where it cannot', () => {
    const home = freshHome();
    writeFiles(join(home.root, '..'), { [basename(home.root)]: 'a file in its place' });
    expect(() => createStaging(home, 'run')).toThrow(
      expect.objectContaining({
        code: 'STORE_ERROR',
        location: { file: home.tmp },
        hint: expect.stringContaining('--asp-home'),
      }),
    );
  });
});

describe('makeEntry', () => {
  const fill = (text: string) => async (staging: string) => writeFileSync(join(staging, 'file'), text);

  it('keeps the entry that was there first', async () => {
    const home = freshHome();
    const target = join(home.cache, 'key');
    await makeEntry(home, target, { purpose: 'x', replace: false }, fill('first'));
    await makeEntry(home, target, { purpose: 'x', replace: false }, fill('second'));
    expect(namesIn(target)).toEqual(['file']);
    expect(namesIn(home.tmp)).toEqual([]);
  });

  it('does not take a file in the place of the entry for one', async () => {
    const home = freshHome();
    writeFiles(home.cache, { key: 'no entry' });
    const making = makeEntry(home, join(home.cache, 'key'), { purpose: 'x', replace: false }, fill('x'));
    await expect(making).rejects.toMatchObject({ code: 'STORE_ERROR' });
    expect(namesIn(home.tmp)).toEqual([]);
  });

  it('passes on why an entry could not be filled, and leaves nothing', async () => {
    const home = freshHome();
    const fail = () => Promise.reject(new RangeError('mine'));
    const making = makeEntry(home, join(home.cache, 'key'), { purpose: 'x', replace: false }, fail);
    await expect(making).rejects.toThrow(RangeError);
    expect(namesIn(home.tmp)).toEqual([]);
    expect(existsSync(home.cache)).toBe(false);
  });
});

describe('isKept', () => {
  it('takes anything under the name for an entry, so that it is looked at', () => {
    const home = freshHome();
    writeFiles(home.cache, { key: 'no entry' });
    expect(isKept(home, join(home.cache, 'key'))).toBe(true);
    expect(isKept(home, join(home.cache, 'other'))).toBe(false);
  });

  it('names the directory of the store that is none', () => {
    const home = freshHome();
    writeFiles(home.root, { cache: 'a file in its place' });
    expect(() => isKept(home, join(home.cache, 'key'))).toThrow(
      expect.objectContaining({ code: 'STORE_ERROR', location: { file: home.cache } }),
    );
  });
});

describe('sweepStaging', () => {
  it('removes what dead processes of this machine have left, and nothing else', () => {
    const home = freshHome();
    const own = basename(createStaging(home, 'snapshot'));
    const others = ['notes', 'snapshot.elsewhere.1.aabbccddeeff'];
    const dead = own.replace(`.${process.pid}.`, `.${deadPid}.`);
    for (const name of [dead, ...others]) mkdirSync(join(home.tmp, name));
    writeFiles(join(home.tmp, dead), { 'a/b': 'half' });
    chmodSync(join(home.tmp, dead, 'a/b'), 0o444);
    sweepStaging(home);
    expect(namesIn(home.tmp)).toEqual([own, ...others].sort());
  });

  it('removes a bundle that was kept for a week, and no younger one', () => {
    const home = freshHome();
    const [old, young] = [join(keptBundles(home), 'old'), join(keptBundles(home), 'young')];
    for (const directory of [old, young]) mkdirSync(directory, { recursive: true });
    const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 60 * 60;
    utimesSync(old, eightDaysAgo, eightDaysAgo);
    sweepStaging(home);
    expect(namesIn(keptBundles(home))).toEqual(['young']);
  });

  it('has nothing to do, and makes nothing, where there is no store', () => {
    const home = freshHome();
    sweepStaging(home);
    expect(existsSync(home.root)).toBe(false);
  });
});

describe('removeTree', () => {
  it('removes read-only files, and minds nothing that is not there', () => {
    const home = freshHome();
    writeFiles(home.root, { 'a/b/c': '' });
    chmodSync(join(home.root, 'a/b/c'), 0o444);
    removeTree(home.root);
    removeTree(home.root);
    expect(existsSync(home.root)).toBe(false);
  });
});
