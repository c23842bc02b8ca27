import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpaceId } from '@agent-spaces/core';
import { commitContent } from './commit-content';
import { closeRegistries, tempDirectory, tempRegistry, writeFiles } from './testing/temp-registry';
import { workingCopyContent } from './working-copy';

const root = tempDirectory();
closeRegistries();
let made = 0;
const fresh = (name = `d${(made += 1)}`): string => {
  const directory = join(root, name);
  mkdirSync(directory, { recursive: true });
  return directory;
};
const pathsIn = async (directory: string): Promise<string[]> =>
  (await workingCopyContent(directory)).files.map(({ path }) => path);

const ODD_NAMES = [
  ' lead',
  '#x',
  '-dash',
  '.dot',
  '[a]*{b}',
  '\\back\\slash',
  'line\nfeed',
  'no\u00a0break',
  're\ufffdplaced',
  '!(x)',
  'zz',
  'zz ',
  '\u{1f600}',
];

describe('workingCopyContent', () => {
  it.each(['sha1', 'sha256'] as const)(
    'is what a commit of the same files is, in a %s repository',
    async (format) => {
      const registry = tempRegistry(fresh(), `--object-format=${format}`);
      const files = Object.fromEntries(ODD_NAMES.map((name) => [`spaces/a/${name}`, name]));
      registry.write({
        ...files,
        'spaces/a/bin/run': { executable: '#!/bin/sh\n' },
        'spaces/a/dist/x': 'ignored',
      });
      symlinkSync('/etc/passwd', join(registry.directory, 'spaces/a/link'));
      const commit = registry.commit();
      const { repository } = await registry.open();
      const committed = await commitContent(repository, 'a' as SpaceId, commit);
      const onDisk = await workingCopyContent(join(registry.directory, 'spaces/a'), format);
      expect(onDisk.files).toEqual(committed?.files);
      expect(onDisk.files).toHaveLength(ODD_NAMES.length + 2);
      for (const { path } of onDisk.files)
        expect(await onDisk.read(path)).toEqual(await committed?.read(path));
      expect(await onDisk.hasShebang('bin/run')).toBe(true);
      expect(await onDisk.hasShebang('link')).toBe(false);
    },
  );

  it('reads a directory whose own path is full of glob characters', async () => {
    const directory = fresh('[x]*{y,z}!(a)?\\');
    writeFiles(directory, { 'a/b': 'x' });
    expect(await pathsIn(directory)).toEqual(['a/b']);
  });

  it('leaves out the work of tools at the top, and git at any depth', async () => {
    const directory = fresh();
    const names = [
      '.git/x',
      '.asp/x',
      'node_modules/x/y',
      'dist/x',
      'sub/.git/x',
      'sub/node_modules/x',
      'distx',
      'sub/dist',
    ];
    writeFiles(directory, Object.fromEntries(names.map((name) => [name, ''])));
    expect(await pathsIn(directory)).toEqual(['distx', 'sub/dist', 'sub/node_modules/x']);
  });

  it('takes a symlink for what it is and never follows it', async () => {
    const [directory, outside] = [fresh(), fresh()];
    writeFiles(outside, { secret: 'secret' });
    symlinkSync(outside, join(directory, 'commands'));
    symlinkSync('.', join(directory, 'circle'));
    symlinkSync('nowhere', join(directory, 'dangling'));
    const content = await workingCopyContent(directory);
    expect(content.files.map(({ path, kind }) => [path, kind])).toEqual([
      ['circle', 'symlink'],
      ['commands', 'symlink'],
      ['dangling', 'symlink'],
    ]);
    expect((await content.read('commands')).toString()).toBe(outside);
  });

  it('reads nothing but its own files', async () => {
    const directory = fresh();
    writeFiles(directory, { 'in/a': 'a', '.git/config': 'secret' });
    const content = await workingCopyContent(join(directory, 'in'));
    for (const path of ['../.git/config', 'none', '/etc/passwd']) {
      await expect(content.read(path)).rejects.toMatchObject({ code: 'SNAPSHOT_ERROR' });
    }
  });

  it('says so when a file has changed since it was listed', async () => {
    const directory = fresh();
    writeFiles(directory, { a: 'before' });
    const content = await workingCopyContent(directory);
    writeFiles(directory, { a: 'after' });
    await expect(content.read('a')).rejects.toMatchObject({
      code: 'SNAPSHOT_ERROR',
      location: { file: join(directory, 'a') },
      hint: expect.stringContaining('again'),
    });
  });

  it('refuses a pipe without opening it', async () => {
    const directory = fresh();
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    await expect(workingCopyContent(directory)).rejects.toMatchObject({
      code: 'SNAPSHOT_ERROR',
      location: { file: join(directory, 'pipe') },
    });
  });

  it('refuses a name that is not UTF-8', async () => {
    const directory = fresh();
    writeFileSync(Buffer.concat([Buffer.from(`${directory}/a`), Buffer.from([0xff])]), '');
    await expect(workingCopyContent(directory)).rejects.toMatchObject({
      code: 'SNAPSHOT_ERROR',
      message: expect.stringContaining('not UTF-8'),
    });
  });

  it('refuses a name that the store keeps for itself, at the top alone', async () => {
    const directory = fresh();
    writeFiles(directory, { 'sub/.asp-cache.json': '' });
    expect(await pathsIn(directory)).toEqual(['sub/.asp-cache.json']);
    writeFiles(directory, { '.asp-cache.json': '' });
    await expect(workingCopyContent(directory)).rejects.toMatchObject({ code: 'SNAPSHOT_ERROR' });
  });

  it('has a typed error for what cannot be read', async () => {
    const directory = fresh();
    writeFiles(directory, { file: '' });
    const unreadable = [join(directory, 'file'), join(directory, 'none')];
    if (process.getuid?.() === 0) {
      process.stderr.write('Permissions are not tested: root may read everything.\n');
    } else {
      writeFiles(directory, { 'locked/secret': '' });
      chmodSync(join(directory, 'locked/secret'), 0);
      unreadable.push(join(directory, 'locked'));
    }
    for (const path of unreadable) {
      await expect(workingCopyContent(path)).rejects.toMatchObject({
        code: 'SNAPSHOT_ERROR',
        hint: expect.any(String),
      });
    }
  });

  it('shows a hostile name without what a terminal would obey', async () => {
    const directory = fresh();
    execFileSync('mkfifo', [join(directory, 'pipe\n\u001b[2J\u202e')]);
    await expect(workingCopyContent(directory)).rejects.toMatchObject({
      code: 'SNAPSHOT_ERROR',
      message: expect.stringMatching(/pipe\\u000a\\u001b\[2J\\u202e is neither/),
      location: { file: join(directory, 'pipe\n\u001b[2J\u202e') },
    });
  });

  it('reads more files than a process may have open', async () => {
    const directory = fresh();
    for (let index = 0; index < 3000; index++) writeFileSync(join(directory, `f${index}`), `${index}`);
    expect((await workingCopyContent(directory)).files).toHaveLength(3000);
  });
});
