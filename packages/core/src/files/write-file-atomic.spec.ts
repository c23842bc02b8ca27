import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../errors';
import { writeFileAtomic } from './write-file-atomic';

describe('writeFileAtomic', () => {
  let directory: string;
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'asp-core-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('writes a new file and leaves nothing beside it', async () => {
    await writeFileAtomic(join(directory, 'a'), 'é\n', { mode: 0o600 });
    expect(await readFile(join(directory, 'a'), 'utf8')).toBe('é\n');
    expect((await stat(join(directory, 'a'))).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['a']);
  });

  it('puts another file in the place of the old one and keeps its mode', async () => {
    const path = join(directory, 'a');
    await writeFile(path, 'old');
    await chmod(path, 0o640);
    const before = await stat(path);
    await writeFileAtomic(path, 'new');
    const after = await stat(path);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(after.mode & 0o777).toBe(0o640);
    expect(after.ino).not.toBe(before.ino);
  });

  it('writes through a symbolic link', async () => {
    await writeFile(join(directory, 'a'), 'old');
    await symlink('a', join(directory, 'link'));
    await writeFileAtomic(join(directory, 'link'), 'new');
    expect((await lstat(join(directory, 'link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(directory, 'a'), 'utf8')).toBe('new');
  });

  it('leaves one whole text where many write at once', async () => {
    const path = join(directory, 'a');
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(5000));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(directory)).toEqual(['a']);
  });

  it('has a typed error where it cannot write, and leaves nothing behind', async () => {
    for (const path of [join(directory, 'none', 'a'), join(directory, 'a\0'), directory]) {
      await expect(writeFileAtomic(path, 'x')).rejects.toBeInstanceOf(ConfigError);
    }
    expect(await readdir(directory)).toEqual([]);
  });
});
