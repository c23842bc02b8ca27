import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, ConfigParseError } from '../errors';
import { readTextFile, readTextFileIfPresent } from './read-text-file';

describe('readTextFile', () => {
  let directory: string;
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'asp-core-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('reads UTF-8 to the byte, its byte order mark too', async () => {
    const path = join(directory, 'a');
    await writeFile(path, '\uFEFFé😀\r\n\0');
    expect(await readTextFile(path)).toBe('\uFEFFé😀\r\n\0');
    expect(await readTextFileIfPresent(path)).toBe('\uFEFFé😀\r\n\0');
  });

  it('refuses other bytes and names the line', async () => {
    const path = join(directory, 'a');
    await writeFile(path, Buffer.from([0x61, 0x0a, 0xc3, 0xa9, 0x0a, 0x62, 0xff, 0x0a, 0x63]));
    const location = { file: path, line: 3 };
    await expect(readTextFile(path)).rejects.toMatchObject({ code: 'CONFIG_PARSE_ERROR', location });
    await expect(readTextFileIfPresent(path)).rejects.toBeInstanceOf(ConfigParseError);
  });

  it('refuses a file cut in the middle of a character', async () => {
    const path = join(directory, 'a');
    await writeFile(path, Buffer.from([0x61, 0x0a, 0xf0, 0x9f]));
    await expect(readTextFile(path)).rejects.toMatchObject({ location: { line: 2 } });
  });

  it('says what to do where the file is missing', async () => {
    const path = join(directory, 'none');
    await expect(readTextFile(path, 'Run `asp install`.')).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      hint: 'Run `asp install`.',
      location: { file: path },
    });
    expect(await readTextFileIfPresent(path)).toBeUndefined();
  });

  it('has a typed error for whatever else can be wrong', async () => {
    const circle = join(directory, 'circle');
    await symlink(circle, circle);
    for (const path of [directory, circle, join(directory, 'a\0b'), join(directory, 'x'.repeat(300))]) {
      const reading = readTextFile(path);
      await expect(reading).rejects.toBeInstanceOf(ConfigError);
      await expect(reading).rejects.toMatchObject({ hint: expect.any(String) });
    }
  });
});
