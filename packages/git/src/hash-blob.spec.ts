import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashBlob, type ObjectFormat } from './hash-blob';
import { hashFile } from './hash-file';
import { isolateGit, tempDirectory, tempRepository } from './testing/temp-repository';

isolateGit();
const directory = tempDirectory();

describe.each<ObjectFormat>(['sha1', 'sha256'])('a blob id in %s', (format) => {
  const repository = tempRepository(join(directory, format), `--object-format=${format}`);

  it.each([0, 1, 64 * 1024, 64 * 1024 + 1, 3_000_000])('is what git computes for %d bytes', async (size) => {
    const data = Buffer.alloc(size, 'añ\0\n');
    const path = join(directory, `${format}-${size}`);
    writeFileSync(path, data);
    const expected = repository.gitWithInput(data, 'hash-object', '--stdin');
    expect(hashBlob(data, format)).toBe(expected);
    expect(await hashFile(path, size, format)).toBe(expected);
  });
});

describe('hashFile', () => {
  const path = join(directory, 'ten');
  writeFileSync(path, '0123456789');

  it.each([9, 11, 0])('refuses a file of another size than %d', async (size) => {
    await expect(hashFile(path, size, 'sha1')).rejects.toMatchObject({
      code: 'GIT_ERROR',
      location: { file: path },
    });
  });

  it('refuses a symbolic link and a missing file', async () => {
    const link = join(directory, 'link');
    symlinkSync(path, link);
    await expect(hashFile(link, 10, 'sha1')).rejects.toMatchObject({ code: 'GIT_ERROR' });
    await expect(hashFile(join(directory, 'none'), 1, 'sha1')).rejects.toMatchObject({ code: 'GIT_ERROR' });
  });
});
