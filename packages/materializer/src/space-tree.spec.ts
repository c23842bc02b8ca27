import { MaterializationError } from '@agent-spaces/core';
import { openSpaceTree } from './space-tree';
import { contentOf } from './testing';
import type { TestFile } from './testing';

const under = async (files: Record<string, TestFile>, path: string): Promise<string[]> =>
  (await openSpaceTree(contentOf(files)).filesUnder(path)).map(({ path, file }) => `${path} = ${file.path}`);

describe('a space’s tree', () => {
  it('lists the files below a directory', async () => {
    const files = { 'commands/b.md': '', 'commands/a/c.md': '', 'other.md': '' };
    expect(await under(files, 'commands')).toEqual([
      'commands/a/c.md = commands/a/c.md',
      'commands/b.md = commands/b.md',
    ]);
  });

  it('knows nothing of what does not exist', async () => {
    const tree = openSpaceTree(contentOf({ 'a/b': '' }));
    expect(await tree.find('a/c')).toBeUndefined();
    expect(await tree.find('a')).toBeUndefined();
    expect(await tree.filesUnder('c')).toEqual([]);
  });

  it('follows a symlink to a file through another symlink', async () => {
    const files = {
      'a/real.md': 'x',
      'b/link.md': { symlink: '../c.md' },
      'c.md': { symlink: './a/real.md' },
    };
    expect(await under(files, 'b')).toEqual(['b/link.md = a/real.md']);
  });

  it('expands a symlinked directory', async () => {
    const files = {
      'shared/x/y.md': '',
      commands: { symlink: 'shared' },
      'agents/z': { symlink: '../shared/x' },
    };
    expect(await under(files, 'commands')).toEqual(['commands/x/y.md = shared/x/y.md']);
    expect(await under(files, 'agents')).toEqual(['agents/z/y.md = shared/x/y.md']);
  });

  it.each([
    ['absolute', { 'a/l': { symlink: '/etc/passwd' } }],
    ['climbing out', { 'a/l': { symlink: '../../other/space.toml' } }],
    ['climbing out and back in', { 'a/l': { symlink: '../../this/a/f' }, 'a/f': '' }],
    [
      'climbing out through another symlink',
      { 'a/l': { symlink: '../d/up' }, d: { symlink: 'e' }, 'e/up': { symlink: '../..' } },
    ],
    ['dangling', { 'a/l': { symlink: 'nowhere' } }],
    ['through a file', { 'a/l': { symlink: 'f/x' }, 'a/f': '' }],
    ['pointing to itself', { 'a/l': { symlink: 'l' } }],
    ['in a circle', { 'a/l': { symlink: 'm' }, 'a/m': { symlink: 'l' } }],
    ['to a directory that contains it', { 'a/b/l': { symlink: '..' } }],
    ['to the whole space', { 'a/b/l': { symlink: '../..' } }],
    ['into each other', { 'a/l': { symlink: '../b' }, 'b/l': { symlink: '../a' } }],
  ])('refuses a symlink %s, naming it and its target', async (_, files: Record<string, TestFile>) => {
    const failure = await under(files, 'a').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MaterializationError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^The symlink ".*" → ".*" /),
      hint: expect.any(String),
    });
  });

  it('leaves out what cannot be followed where it is told to', async () => {
    const files: Record<string, TestFile> = {
      'a/f': '',
      'a/python': { symlink: '/usr/bin/python3' },
      'a/up': { symlink: '../..' },
      'a/all': { symlink: '..' },
      'a/good': { symlink: 'f' },
      gone: { symlink: 'nowhere' },
    };
    const tree = openSpaceTree(contentOf(files));
    const under = async (path: string): Promise<string[]> =>
      (await tree.filesUnder(path, 'left out')).map(({ path }) => path);
    expect(await under('a')).toEqual(['a/f', 'a/good']);
    expect(await under('gone')).toEqual([]);
  });

  it('refuses symlinked directories that multiply without end', async () => {
    const files: Record<string, TestFile> = { 'd20/f': '' };
    for (let level = 0; level < 20; level++) {
      files[`d${level}/x`] = { symlink: `../d${level + 1}` };
      files[`d${level}/y`] = { symlink: `../d${level + 1}` };
    }
    await expect(under(files, 'd0')).rejects.toThrow(/more than 100000 files/);
  });
});
