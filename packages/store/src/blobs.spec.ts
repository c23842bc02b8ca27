import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashBlob } from '@agent-spaces/git';
import { openBlobStore, type BlobContent } from './blobs';
import { homesBelow, inodeOf, namesIn, tamper, tempDirectory } from './testing/temp-store';

const root = tempDirectory();
const freshHome = homesBelow(root);
let made = 0;
const freshTarget = (): string => join(root, `file${(made += 1)}`);

const contentOf = (text: string, kind: BlobContent['kind'] = 'file'): BlobContent => ({
  oid: hashBlob(Buffer.from(text), 'sha1'),
  kind,
  read: () => Promise.resolve(Buffer.from(text)),
});
const unreadable: BlobContent['read'] = () => Promise.reject(new Error('The content was read'));

describe('openBlobStore', () => {
  it('creates nothing before there is something to keep', () => {
    const home = freshHome();
    openBlobStore(home);
    expect(() => lstatSync(home.root)).toThrow('ENOENT');
  });

  it('gives equal contents one inode and reads a content it has never again, in this process and the next', async () => {
    const home = freshHome();
    const targets = [freshTarget(), freshTarget(), freshTarget()];
    const blobs = openBlobStore(home);
    expect(await blobs.put(contentOf('#!x'), targets[0] as string)).toEqual({ size: 3, shebang: true });
    expect(await blobs.put({ ...contentOf('#!x'), read: unreadable }, targets[1] as string)).toMatchObject({
      size: 3,
    });
    const next = openBlobStore(home);
    expect(await next.put({ ...contentOf('#!x'), read: unreadable }, targets[2] as string)).toMatchObject({
      size: 3,
    });
    expect(new Set(targets.map(inodeOf)).size).toBe(1);
    expect(lstatSync(targets[0] as string).mode & 0o222).toBe(0);
  });

  it('gives equal contents one inode when they are put at the same time', async () => {
    const blobs = openBlobStore(freshHome());
    const targets = Array.from({ length: 10 }, freshTarget);
    await Promise.all(targets.map((target) => blobs.put(contentOf('same'), target)));
    expect(new Set(targets.map(inodeOf)).size).toBe(1);
  });

  it('keeps an executable apart from a file of the same content', async () => {
    const blobs = openBlobStore(freshHome());
    const [file, executable] = [freshTarget(), freshTarget()];
    await blobs.put(contentOf('x'), file);
    await blobs.put(contentOf('x', 'executable'), executable);
    expect(inodeOf(file)).not.toBe(inodeOf(executable));
    expect(lstatSync(file).mode & 0o111).toBe(0);
    expect(lstatSync(executable).mode & 0o100).toBe(0o100);
  });

  it('keeps ids of both lengths', async () => {
    const blobs = openBlobStore(freshHome());
    const target = freshTarget();
    const oid = hashBlob(Buffer.from('x'), 'sha256');
    await blobs.put({ ...contentOf('x'), oid }, target);
    expect(readFileSync(target, 'utf8')).toBe('x');
  });

  it('refuses a content that does not hash to its name, and neither writes nor keeps it', async () => {
    const home = freshHome();
    const target = freshTarget();
    const forged = { ...contentOf('true'), read: contentOf('false').read };
    await expect(openBlobStore(home).put(forged, target)).rejects.toMatchObject({
      code: 'INTEGRITY_ERROR',
      hint: expect.any(String),
    });
    expect(() => lstatSync(target)).toThrow('ENOENT');
    expect(() => lstatSync(home.blobs)).toThrow('ENOENT');
  });

  it.each([
    ['edited', (path: string) => tamper(path, 'edited')],
    ['emptied', (path: string) => tamper(path, '')],
    [
      'replaced by a directory',
      (path: string) => (rmSync(path), mkdirSync(join(path, 'x'), { recursive: true })),
    ],
  ])('writes a content anew whose copy was %s', async (_, damage) => {
    const home = freshHome();
    const content = contentOf('whole');
    await openBlobStore(home).put(content, freshTarget());
    const kept = join(home.blobs, content.oid.slice(0, 2), content.oid.slice(2));
    damage(kept);
    const target = freshTarget();
    await openBlobStore(home).put(content, target);
    expect(readFileSync(target, 'utf8')).toBe('whole');
    expect(inodeOf(kept)).toBe(inodeOf(target));
  });

  it('goes on when the kept copies vanish under it', async () => {
    const home = freshHome();
    const blobs = openBlobStore(home);
    await blobs.put(contentOf('x'), freshTarget());
    rmSync(home.blobs, { recursive: true });
    const target = freshTarget();
    await blobs.put(contentOf('x'), target);
    expect(readFileSync(target, 'utf8')).toBe('x');
  });

  it('starts a new inode when one can have no more links', async () => {
    const home = freshHome();
    const content = contentOf('popular');
    const first = freshTarget();
    await openBlobStore(home).put(content, first);
    const crowd = join(root, 'crowd');
    mkdirSync(crowd);
    for (let index = 0; canLink(first, join(crowd, `${index}`)) && index < 70_000; index++);
    const target = freshTarget();
    await openBlobStore(home).put(content, target);
    expect(readFileSync(target, 'utf8')).toBe('popular');
    expect(namesIn(join(home.blobs, content.oid.slice(0, 2)))).toEqual([content.oid.slice(2)]);
    rmSync(crowd, { recursive: true });
  }, 60_000);

  it('never touches what is at the target already', async () => {
    const blobs = openBlobStore(freshHome());
    const target = freshTarget();
    await blobs.put(contentOf('first'), target);
    await expect(blobs.put(contentOf('second'), target)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(blobs.put(contentOf('first'), target)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(target, 'utf8')).toBe('first');
  });

  it('recalls small contents that it wrote itself', async () => {
    const blobs = openBlobStore(freshHome());
    const [small, large] = [contentOf('small'), contentOf('x'.repeat(100_000))];
    await blobs.put(small, freshTarget());
    await blobs.put(large, freshTarget());
    expect(blobs.recall(small.oid)?.toString()).toBe('small');
    expect(blobs.recall(large.oid)).toBeUndefined();
  });
});

function canLink(existing: string, path: string): boolean {
  try {
    linkSync(existing, path);
    return true;
  } catch {
    return false;
  }
}
