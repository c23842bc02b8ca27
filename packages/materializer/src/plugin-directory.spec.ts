import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MaterializationError } from '@agent-spaces/core';
import { PLUGIN_RECORD, writePluginDirectory, type PluginDirectoryFile } from './plugin-directory';

let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'asp-plugin-'));
  directory = join(root, 'base');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const FILES = { [PLUGIN_RECORD]: '{}', 'commands/greet.md': 'Greet.\n', 'hooks/stop.sh': '#!/bin/sh\n' };

const filesOf = (texts: Readonly<Record<string, string>>): readonly PluginDirectoryFile[] =>
  Object.entries(texts).map(([path, text]) => ({
    path,
    kind: path.endsWith('.sh') ? 'executable' : 'file',
    oid: createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex'),
    read: () => Promise.resolve(text),
  }));
const write = (texts: Readonly<Record<string, string>> = FILES): Promise<boolean> =>
  writePluginDirectory(directory, filesOf(texts));
const filesIn = (): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();

describe('a plugin directory that stands by itself', () => {
  it('holds what it was given, with modes, and nothing stays beside it', async () => {
    expect(await write()).toBe(true);
    expect(filesIn()).toEqual(Object.keys(FILES).sort());
    expect(statSync(join(directory, 'hooks/stop.sh')).mode & 0o7777).toBe(0o755);
    expect(readdirSync(root)).toEqual(['base']);
  });

  it('is left as it is where it is right', async () => {
    await write();
    const { ino } = statSync(directory);
    expect(await write()).toBe(false);
    expect(statSync(directory).ino).toBe(ino);
  });

  it('becomes what it is to be, whatever was done to it', async () => {
    await write();
    appendFileSync(join(directory, 'commands/greet.md'), '!');
    writeFileSync(join(directory, 'extra.md'), '');
    expect(await write()).toBe(true);
    expect(filesIn()).toEqual(Object.keys(FILES).sort());
    expect(readFileSync(join(directory, 'commands/greet.md'), 'utf8')).toBe('Greet.\n');
    expect(await write({ [PLUGIN_RECORD]: '{}', 'agents/a.md': 'A' })).toBe(true);
    expect(filesIn()).toEqual([PLUGIN_RECORD, 'agents/a.md']);
  });

  it('takes an empty place, and sweeps what an interrupted write has left', async () => {
    mkdirSync(directory);
    mkdirSync(join(root, '.base.new-0123456789ab'));
    mkdirSync(join(root, '.other.new-0123456789ab'));
    await write();
    expect(readdirSync(root).sort()).toEqual(['.other.new-0123456789ab', 'base']);
  });

  it.each<readonly [string, () => void]>([
    [
      'a plugin that someone wrote by hand',
      () => {
        mkdirSync(join(directory, '.claude-plugin'), { recursive: true });
        writeFileSync(join(directory, '.claude-plugin/plugin.json'), '{}');
      },
    ],
    ['a file', () => writeFileSync(directory, 'mine')],
    [
      'a symlink to a plugin of ours',
      () => {
        mkdirSync(join(root, 'elsewhere/.claude-plugin'), { recursive: true });
        writeFileSync(join(root, 'elsewhere', PLUGIN_RECORD), '{}');
        symlinkSync('elsewhere', directory);
      },
    ],
    ['a symlink to nothing', () => symlinkSync('nowhere', directory)],
  ])('does not replace %s', async (_, put) => {
    put();
    await expect(write()).rejects.toThrow('was not made by asp');
    await expect(write()).rejects.toBeInstanceOf(MaterializationError);
    expect(existsSync(join(root, 'elsewhere/commands'))).toBe(false);
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('stays the old one where a file cannot be had', async () => {
    await write();
    const failure = new Error('gone');
    const [first, ...rest] = filesOf({ ...FILES, 'commands/new.md': 'New.\n' });
    const broken = { ...(first as PluginDirectoryFile), read: () => Promise.reject(failure) };
    await expect(writePluginDirectory(directory, [...rest, broken])).rejects.toBe(failure);
    expect(filesIn()).toEqual(Object.keys(FILES).sort());
    expect(readdirSync(root)).toEqual(['base']);
  });

  it('names the place where the disk refuses', async () => {
    directory = join(root, 'file', 'base');
    writeFileSync(join(root, 'file'), '');
    await expect(write()).rejects.toMatchObject({
      code: 'MATERIALIZATION_ERROR',
      location: { file: directory },
    });
  });
});
