import { once } from 'node:events';
import fs from 'node:fs';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { IntegrityError, MaterializationError } from '@agent-spaces/core';
import type { BlobStore, CachedPlugin } from '@agent-spaces/store';
import {
  computeBundleKey,
  openBundle,
  openPlugins,
  writeBundle,
  writePlugins,
  type BundleContent,
} from './bundle';
import { isBundle, pruneBundles, pruneLeftovers } from './bundle-place';
import { tempPlugins, type TempPlugins } from './testing/temp-plugins';

let root: string;
let blobs: BlobStore;
let directory: string;
let plugin: TempPlugins['plugin'];
let dispose: () => void;

beforeEach(() => {
  const temp = tempPlugins();
  ({ root, plugin, dispose } = temp);
  blobs = temp.blobs();
  directory = join(root, 'asp_modules', 'dev');
});
afterEach(() => dispose());

const content = (
  plugins: readonly CachedPlugin[],
  { mcp, notes = [] }: { readonly mcp?: object; readonly notes?: unknown } = {},
): BundleContent => ({
  plugins: plugins.map((cached, index) => ({ id: `space-${index}`, plugin: cached })),
  composition: { settings: { at: directory }, mcp },
  portable: { settings: { at: '${ASP_TARGET_DIR}' }, mcp },
  notes,
});
const write = (key: string, what: BundleContent) =>
  writeBundle(blobs, directory, key, what, { mayReplaceForeign: true });

function replaceBy(path: string, what: 'directory' | 'file' | 'link to itself'): void {
  rmSync(path, { recursive: true });
  if (what === 'directory') mkdirSync(path);
  else if (what === 'file') writeFileSync(path, '');
  else symlinkSync(path, path);
}

function asNobody<Result>(work: () => Result): Result {
  process.seteuid?.(65534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a bundle', () => {
  it('holds its plugins in load order, its settings, and mcp.json only where there is a server', async () => {
    const [one, two] = [
      await plugin('1', { 'commands/a.md': 'A' }),
      await plugin('2', { 'hooks/run.sh': '#!/bin/sh\n' }),
    ];
    const bundle = write('k', content([one, two], { mcp: { mcpServers: {} } }));
    expect(bundle.pluginDirectories).toEqual([
      join(directory, 'plugins/000-space-0'),
      join(directory, 'plugins/001-space-1'),
    ]);
    expect(bundle.mcpConfig).toBe(join(directory, 'mcp.json'));
    expect(readFileSync(join(directory, 'plugins/000-space-0/commands/a.md'), 'utf8')).toBe('A');
    expect(statSync(join(directory, 'plugins/001-space-1/hooks/run.sh')).mode & 0o777).toBe(0o755);
    expect(write('k2', content([one, two])).mcpConfig).toBeUndefined();
    expect(existsSync(join(directory, 'mcp.json'))).toBe(false);
  });

  it('of more than a thousand plugins still has them in load order, and is recognised', async () => {
    const one = await plugin('1', {});
    const bundle = write('k', content(Array.from({ length: 1001 }, () => one)));
    const names = readdirSync(join(directory, 'plugins')).sort();
    expect(bundle.pluginDirectories).toEqual(names.map((name) => join(directory, 'plugins', name)));
    expect([names[0], names[1000]]).toEqual(['0000-space-0', '1000-space-1000']);
    expect(openBundle(directory, 'k', 'files')).toEqual(bundle);
  });

  it('is a copy: writing to it reaches neither the store nor another bundle', async () => {
    const cached = await plugin('1', { 'commands/a.md': 'A' });
    write('k', content([cached]));
    appendFileSync(join(directory, 'plugins/000-space-0/commands/a.md'), ' and more');
    expect(readFileSync(join(cached.directory, 'commands/a.md'), 'utf8')).toBe('A');
  });

  it('is opened again only under its own key', async () => {
    write('k', content([await plugin('1', { 'commands/a.md': 'A' })], { notes: ['seen'] }));
    expect(openBundle(directory, 'k', 'files')).toMatchObject({ notes: ['seen'] });
    expect(openBundle(directory, 'other', 'files')).toBeUndefined();
  });

  it.each<[string, (at: (path: string) => string) => void]>([
    ['a file was removed', (at) => unlinkSync(at('commands/a.md'))],
    ['a file was added', (at) => writeFileSync(at('commands/b.md'), 'B')],
    ['a directory was added', (at) => mkdirSync(at('agents'))],
    ['the plugin is gone', (at) => rmSync(at('.'), { recursive: true })],
    ['a stranger stands among the plugins', (at) => mkdirSync(at('../999-more'))],
    ['the settings were edited', (at) => appendFileSync(at('../../settings.json'), ' ')],
    ['the record was cut off', (at) => writeFileSync(at('../../.asp-bundle.json'), '{"bundle":2,')],
    ['the record is a directory', (at) => replaceBy(at('../../.asp-bundle.json'), 'directory')],
    ['the stamp was cut off', (at) => writeFileSync(at('../../.asp-stamp.json'), '{"stamp":1,')],
    ['the stamp is no stamp', (at) => writeFileSync(at('../../.asp-stamp.json'), 'null')],
    ['the stamp is a directory', (at) => replaceBy(at('../../.asp-stamp.json'), 'directory')],
    ['the settings are a directory', (at) => replaceBy(at('../../settings.json'), 'directory')],
    ['a file stands where the plugins were', (at) => replaceBy(at('..'), 'file')],
    ['the plugins are a symlink that leads in a circle', (at) => replaceBy(at('..'), 'link to itself')],
  ])('is not opened when %s', async (_, disturb) => {
    write('k', content([await plugin('1', { 'commands/a.md': 'A' })]));
    disturb((path) => join(directory, 'plugins/000-space-0', path));
    expect(openBundle(directory, 'k', 'entries')).toBeUndefined();
    expect(openBundle(directory, 'k', 'files')).toBeUndefined();
    write('k', content([await plugin('2', { 'commands/a.md': 'A' })]));
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
  });

  it.each<[string, (file: string) => void]>([
    ['written to in place', (file) => appendFileSync(file, '!')],
    ['made executable', (file) => chmodSync(file, 0o755)],
  ])('is not opened under the closer look when a file was %s', async (_, disturb) => {
    write('k', content([await plugin('1', { 'commands/a.md': 'A' })]));
    disturb(join(directory, 'plugins/000-space-0/commands/a.md'));
    expect(openBundle(directory, 'k', 'files')).toBeUndefined();
  });

  it('is opened or not, and nothing else, while another process is putting its own in the place', async () => {
    const files = Array.from({ length: 200 }, (_, index) => [`skills/s${index}/SKILL.md`, '']);
    write('k', content([await plugin('1', Object.fromEntries(files) as Record<string, string>)]));
    const swapping = new Worker(
      `const { renameSync } = require('node:fs');
      const { parentPort, workerData: [here, away] } = require('node:worker_threads');
      parentPort.postMessage('begun');
      for (let turn = 0; turn < 2000; turn++) { renameSync(here, away); renameSync(away, here); }`,
      { eval: true, workerData: [directory, join(root, 'away')] },
    );
    await once(swapping, 'message');
    const ended = once(swapping, 'exit');
    let isOver = false;
    void ended.then(() => (isOver = true));
    while (!isOver) {
      openBundle(directory, 'k', 'files');
      await setImmediate();
    }
    expect(await ended).toEqual([0]);
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
  });

  it('moves over what an older bundle holds untouched, and copies only the rest', async () => {
    const [one, two] = [await plugin('1', { 'a/x.md': 'X' }), await plugin('2', { 'b/y.md': 'Y' })];
    write('k', content([one]));
    const before = statSync(join(directory, 'plugins/000-space-0/a/x.md')).ino;
    write('k2', content([two, one]));
    expect(statSync(join(directory, 'plugins/001-space-1/a/x.md')).ino).toBe(before);
    expect(openBundle(directory, 'k2', 'files')).toBeDefined();
  });

  it('bears the same content twice, as two versions of a space may have it', async () => {
    const one = await plugin('1', { 'a/x.md': 'X' });
    write('k', content([one]));
    write('k2', content([one, one]));
    expect(readdirSync(join(directory, 'plugins'))).toEqual(['000-space-0', '001-space-1']);
    expect(openBundle(directory, 'k2', 'files')).toBeDefined();
  });

  it('copies a plugin anew when the older bundle holds it edited', async () => {
    const one = await plugin('1', { 'a/x.md': 'X' });
    write('k', content([one]));
    appendFileSync(join(directory, 'plugins/000-space-0/a/x.md'), ' edited');
    write('k', content([one]));
    expect(readFileSync(join(directory, 'plugins/000-space-0/a/x.md'), 'utf8')).toBe('X');
  });

  it('is not made of a damaged plugin, and the older one stays', async () => {
    const [one, two] = [await plugin('1', { 'a.md': 'A' }), await plugin('2', { 'b.md': 'B' })];
    write('k', content([one]));
    chmodSync(join(two.directory, 'b.md'), 0o644);
    writeFileSync(join(two.directory, 'b.md'), 'evil');
    expect(() => write('k2', content([one, two]))).toThrow(IntegrityError);
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
    expect(readdirSync(join(root, 'asp_modules'))).toEqual(['dev']);
  });
});

describe('a plugin that was altered', () => {
  const altered = async (record: (text: string) => string | undefined): Promise<readonly string[]> => {
    const [one, two] = [await plugin('1', { 'a.md': 'A' }), await plugin('2', { 'b.md': 'B' })];
    write('k', content([one, two]));
    const file = join(directory, '.asp-bundle.json');
    const text = record(readFileSync(file, 'utf8'));
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    appendFileSync(join(directory, 'plugins/001-space-1/b.md'), 'evil');
    const paths: string[] = [];
    const options = { mayReplaceForeign: true, onAltered: (path: string) => void paths.push(path) };
    writeBundle(blobs, directory, 'k', content([one, two]), options);
    expect(readFileSync(join(directory, 'plugins/001-space-1/b.md'), 'utf8')).toBe('B');
    return paths;
  };

  it('is told of where the record says that it is the right one', async () => {
    expect(await altered((text) => text)).toEqual(['plugins/001-space-1']);
  });

  it.each<readonly [string, (text: string) => string | undefined]>([
    ['of another version', (text) => text.replaceAll(/"cacheKey": "\w+"/g, '"cacheKey": "older"')],
    ['of nothing', () => undefined],
    ['of no JSON', () => '{'],
    ['of nothing that is one', () => '{"plugins":[1,{"name":1}]}'],
  ])('is no news where the record speaks %s', async (_, record) => {
    expect(await altered(record)).toEqual([]);
  });
});

describe('the plugins of a bundle', () => {
  const put = (...plugins: readonly CachedPlugin[]) =>
    writePlugins(blobs, directory, content(plugins).plugins, { mayReplaceForeign: true });
  const identities = (...plugins: readonly CachedPlugin[]) =>
    plugins.map(({ key }, index) => ({ id: `space-${index}`, cacheKey: key }));

  it('stand by themselves before anything is composed of them, and are recognised', async () => {
    const one = await plugin('1', { 'a/x.md': 'X' });
    expect(openPlugins(directory, identities(one))).toBeUndefined();
    const made = put(one);
    expect(made).toEqual([join(directory, 'plugins/000-space-0')]);
    expect(readdirSync(directory).sort()).toEqual(['.asp-stamp.json', 'plugins']);
    expect(openPlugins(directory, identities(one))).toEqual(made);
    expect(openPlugins(directory, identities(one, one))).toBeUndefined();
    expect(openPlugins(directory, identities(await plugin('2', {})))).toBeUndefined();
    appendFileSync(join(directory, 'plugins/000-space-0/a/x.md'), '!');
    expect(openPlugins(directory, identities(one))).toBeUndefined();
    expect(openBundle(directory, 'k', 'entries')).toBeUndefined();
  });

  it('are composed where they stand, and the bundle is not current any more when they are others', async () => {
    const [one, two] = [await plugin('1', { 'a/x.md': 'X' }), await plugin('2', { 'b/y.md': 'Y' })];
    put(one);
    const { ino } = statSync(join(directory, 'plugins'));
    write('k', content([one]));
    expect(statSync(join(directory, 'plugins')).ino).toBe(ino);
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
    put(one);
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
    const settings = readFileSync(join(directory, 'settings.json'), 'utf8');
    put(one, two);
    expect(readdirSync(join(directory, 'plugins'))).toEqual(['000-space-0', '001-space-1']);
    expect(readFileSync(join(directory, 'settings.json'), 'utf8')).toBe(settings);
    expect(openBundle(directory, 'k', 'entries')).toBeUndefined();
  });

  it('change places without being copied, also where two have the same content', async () => {
    const [one, two] = [await plugin('1', { 'a/x.md': 'X' }), await plugin('2', { 'b/y.md': 'Y' })];
    put(one, two, one);
    const inode = (path: string): number => statSync(join(directory, 'plugins', path)).ino;
    const [x, y, other] = ['000-space-0/a/x.md', '001-space-1/b/y.md', '002-space-2/a/x.md'].map(inode);
    put(two, one, one);
    expect([inode('000-space-0/b/y.md'), inode('002-space-2/a/x.md')]).toEqual([y, other]);
    expect(inode('001-space-1/a/x.md')).toBe(x);
  });
});

describe('the record of a bundle', () => {
  it('is the same bytes wherever and whenever the bundle is made', async () => {
    const one = await plugin('1', { 'a/x.md': 'X' });
    const record = (): string => readFileSync(join(directory, '.asp-bundle.json'), 'utf8');
    write('k', content([one], { mcp: { mcpServers: {} }, notes: [{ code: 'W201' }] }));
    const here = record();
    directory = join(root, 'elsewhere', 'asp_modules', 'dev');
    write('other', content([one], { mcp: { mcpServers: {} }, notes: [{ code: 'W201' }] }));
    expect(record()).toBe(here);
    expect(here).not.toContain(root);
    expect(JSON.parse(here)).toEqual({
      bundle: 2,
      materializer: 2,
      plugins: [{ name: '000-space-0', cacheKey: '1'.repeat(64) }],
      settings: { at: '${ASP_TARGET_DIR}' },
      mcp: { mcpServers: {} },
      notes: [{ code: 'W201' }],
    });
  });

  it('is not believed where this machine has not written it', async () => {
    const one = await plugin('1', { 'a/x.md': 'X' });
    write('k', content([one]));
    const file = join(directory, '.asp-bundle.json');
    const text = readFileSync(file, 'utf8');
    unlinkSync(file);
    writeFileSync(file, text);
    expect(openBundle(directory, 'k', 'entries')).toBeUndefined();
    unlinkSync(join(directory, '.asp-stamp.json'));
    expect(openBundle(directory, 'k', 'entries')).toBeUndefined();
  });

  it('of an older asp makes no bundle current, and the bundle is made anew', async () => {
    const one = await plugin('1', { 'a/x.md': 'X' });
    write('k', content([one]));
    unlinkSync(join(directory, '.asp-stamp.json'));
    const old = { bundle: 1, key: 'k', plugins: [], files: '', hasMcp: false, notes: [] };
    writeFileSync(join(directory, '.asp-bundle.json'), JSON.stringify(old));
    expect(openBundle(directory, 'k', 'entries')).toBeUndefined();
    writeBundle(blobs, directory, 'k', content([one]), { mayReplaceForeign: false });
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
  });
});

describe('the stamp of a bundle', () => {
  it('moves nothing that does not lie among the plugins, whatever it names', async () => {
    const one = await plugin('1', { 'a/x.md': 'X' });
    write('k', content([one]));
    const precious = join(directory, 'precious');
    renameSync(join(directory, 'plugins/000-space-0'), precious);
    const file = join(directory, '.asp-stamp.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"000-space-0"', '"../precious"'));
    write('k', content([one]));
    expect(readFileSync(join(precious, 'a/x.md'), 'utf8')).toBe('X');
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
  });
});

describe('a bundle whose writing is cut short', () => {
  /** Lets the disk refuse the n-th rename, wherever it is. */
  function refusingRename(count: number, work: () => unknown): 'refused' | 'done' {
    let left = count;
    const { renameSync: rename } = fs;
    const spy = jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (--left === 0) throw Object.assign(new Error('refused'), { code: 'EIO', syscall: 'rename' });
      rename(from, to);
    });
    try {
      work();
      return 'done';
    } catch (error) {
      expect(error).toBeInstanceOf(MaterializationError);
      return 'refused';
    } finally {
      spy.mockRestore();
    }
  }

  it.each([
    ['where there was none', false],
    ['where another was', true],
  ])(
    'is the old one, the new one or not current, ours in any case, and whole the next time: %s',
    async (_, isThere) => {
      const [one, two] = [await plugin('1', { 'a/x.md': 'X' }), await plugin('2', { 'b/y.md': 'Y' })];
      const cautious = (key: string, what: BundleContent) =>
        writeBundle(blobs, directory, key, what, { mayReplaceForeign: false });
      let count = 0;
      let end: 'refused' | 'done';
      do {
        rmSync(directory, { recursive: true, force: true });
        if (isThere) cautious('old', content([one], { mcp: { mcpServers: {} } }));
        end = refusingRename(++count, () => cautious('new', content([two, one])));
        const opened = ['old', 'new'].filter((key) => openBundle(directory, key, 'entries'));
        if (end === 'done') expect(opened).toEqual(['new']);
        else expect(opened.every((key) => key === 'old')).toBe(true);
        cautious('new', content([two, one]));
        expect(openBundle(directory, 'new', 'files')).toMatchObject({ mcpConfig: undefined });
        expect(readdirSync(join(directory, 'plugins'))).toEqual(['000-space-0', '001-space-1']);
        expect(readdirSync(join(root, 'asp_modules'))).toEqual(['dev']);
      } while (end === 'refused');
      expect(count).toBeGreaterThan(4);
    },
  );
});

describe('the place of a bundle', () => {
  it('is not taken from someone else, unless it is asp_modules', async () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'precious.txt'), 'mine');
    const what = content([await plugin('1', { 'a.md': 'A' })]);
    const cautious = () => writeBundle(blobs, directory, 'k', what, { mayReplaceForeign: false });
    expect(cautious).toThrow(MaterializationError);
    expect(readdirSync(directory)).toEqual(['precious.txt']);
    rmSync(join(directory, 'precious.txt'));
    expect(cautious().directory).toBe(directory);
    expect(cautious().directory).toBe(directory);
  });

  it('is not taken when someone has put a file of theirs into a bundle', async () => {
    const what = content([await plugin('1', { 'a.md': 'A' })]);
    write('k', what);
    writeFileSync(join(directory, 'README.md'), 'mine');
    const again = () => writeBundle(blobs, directory, 'k2', what, { mayReplaceForeign: false });
    expect(again).toThrow('holds "README.md", which was not made by asp');
    expect(readFileSync(join(directory, 'README.md'), 'utf8')).toBe('mine');
  });

  it.each<[string, (path: string) => void]>([
    ['a file', (path) => writeFileSync(path, '')],
    [
      'a directory without anything of ours',
      (path) => mkdirSync(join(path, 'plugins/000-space-0'), { recursive: true }),
    ],
  ])('is taken where %s stands in asp_modules', async (_, put) => {
    mkdirSync(join(root, 'asp_modules'));
    put(directory);
    write('k', content([await plugin('1', { 'a.md': 'A' })]));
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
    expect(readdirSync(join(root, 'asp_modules'))).toEqual(['dev']);
  });

  it('is taken where a symlink to nothing stands in asp_modules', async () => {
    mkdirSync(join(root, 'asp_modules'));
    symlinkSync(join(root, 'nowhere'), directory);
    write('k', content([await plugin('1', { 'a.md': 'A' })]));
    expect(openBundle(directory, 'k', 'files')).toBeDefined();
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });

  it('is named with the reason when the disk refuses, and nothing stays behind', async () => {
    const what = content([await plugin('1', { 'a.md': 'A' })]);
    writeFileSync(join(root, 'asp_modules'), 'a file in its place');
    for (const use of [() => write('k', what), () => openBundle(directory, 'k', 'entries')]) {
      expect(use).toThrow(
        expect.objectContaining({ code: 'MATERIALIZATION_ERROR', location: { file: directory } }),
      );
    }
    expect(readFileSync(join(root, 'asp_modules'), 'utf8')).toBe('a file in its place');
  });

  it('is cleared of what no target bears any more and of what a crash left, and of nothing else', async () => {
    const modules = join(root, 'asp_modules');
    write('k', content([await plugin('1', { 'a.md': 'A' })]));
    mkdirSync(join(modules, 'notes'));
    mkdirSync(join(modules, '.dev.new-0123456789ab'));
    symlinkSync(directory, join(modules, 'link'));
    const doomed = ['.dev.new-0123456789ab', 'dev'];
    expect(pruneBundles(modules, new Set(['other']), { dryRun: true })).toEqual(doomed);
    expect(isBundle(directory)).toBe(true);
    expect(pruneBundles(modules, new Set(['other']), { dryRun: false })).toEqual(doomed);
    expect(readdirSync(modules).sort()).toEqual(['link', 'notes']);
  });

  it('is cleared of plugins that were never composed, but not of what only looks a little like them', async () => {
    const modules = join(root, 'asp_modules');
    const restored = async (name: string, ...paths: readonly string[]): Promise<void> => {
      for (const path of paths) {
        mkdirSync(join(modules, name, path, '..'), { recursive: true });
        writeFileSync(join(modules, name, path), '');
      }
    };
    await restored('gone', 'plugins/000-base/commands/a.md', 'plugins/001-app/a.md');
    await restored('gone-composed', 'plugins/000-base/a.md', 'settings.json', 'mcp.json');
    await restored('kept', 'plugins/000-base/commands/a.md');
    await restored('mine', 'plugins/000-base/a.md', 'notes.txt');
    await restored('own-plugins', 'plugins/My Plugin/a.md');
    await restored('settings-alone', 'settings.json');
    mkdirSync(join(modules, 'empty'));
    mkdirSync(join(modules, 'linked'));
    symlinkSync(join(modules, 'kept/plugins'), join(modules, 'linked/plugins'));
    expect(pruneBundles(modules, new Set(['kept']), { dryRun: false })).toEqual(['gone', 'gone-composed']);
    expect(readdirSync(modules).sort()).toEqual(
      ['empty', 'kept', 'linked', 'mine', 'own-plugins', 'settings-alone'].sort(),
    );
  });

  // What belongs to someone else resists; whose it is, only root can arrange.
  const itAsRoot = process.getuid?.() === 0 ? it : it.skip;
  itAsRoot(
    'is named with the reason when it cannot be cleared, and what is left of it still counts as ours',
    async () => {
      const modules = join(root, 'asp_modules');
      write('k', content([await plugin('1', { 'a.md': 'A' })]));
      for (const path of [root, modules]) chmodSync(path, 0o777);
      chmodSync(directory, 0o555);
      const prune = (): readonly string[] => pruneBundles(modules, new Set(), { dryRun: false });
      expect(() => asNobody(prune)).toThrow(
        expect.objectContaining({
          code: 'MATERIALIZATION_ERROR',
          message: expect.stringMatching(/asp_modules\/\.dev\.old-[0-9a-f]{12} cannot be removed: EACCES$/),
        }),
      );
      const [left = ''] = readdirSync(modules);
      expect(() => asNobody(() => pruneLeftovers(directory))).toThrow(MaterializationError);

      chmodSync(join(modules, left), 0o755);
      unlinkSync(join(modules, left, '.asp-bundle.json'));
      expect(prune()).toEqual([left]);
      expect(readdirSync(modules)).toEqual([]);
    },
  );

  itAsRoot('is cleared of directories that their owner cannot change any more', async () => {
    const modules = join(root, 'asp_modules');
    write('k', content([await plugin('1', { 'a/x.md': 'X' })]));
    const below = readdirSync(modules, { recursive: true }).map((name) => join(modules, String(name)));
    for (const path of [modules, ...below]) chownSync(path, 65534, 65534);
    for (const path of [root, modules]) chmodSync(path, 0o777);
    chmodSync(join(directory, 'plugins/000-space-0/a'), 0o000);
    chmodSync(join(directory, 'plugins/000-space-0'), 0o555);
    expect(asNobody(() => pruneBundles(modules, new Set(), { dryRun: false }))).toEqual(['dev']);
    expect(readdirSync(modules)).toEqual([]);
  });

  it("is cleared of its own leftovers alone when it stands among a user's files", () => {
    mkdirSync(join(root, '.out.old-0123456789ab'));
    mkdirSync(join(root, '.other.old-0123456789ab'));
    pruneLeftovers(join(root, 'out'));
    expect(existsSync(join(root, '.out.old-0123456789ab'))).toBe(false);
    expect(existsSync(join(root, '.other.old-0123456789ab'))).toBe(true);
  });
});

describe('the key of a bundle', () => {
  const identity = {
    directory: '/p/asp_modules/dev',
    projectRoot: '/p',
    claude: { model: 'opus' },
    plugins: [{ id: 'a', cacheKey: '1' }],
  };

  it.each([
    { ...identity, directory: '/q/asp_modules/dev' },
    { ...identity, projectRoot: '/q' },
    { ...identity, claude: { model: 'sonnet' } },
    { ...identity, plugins: [{ id: 'a', cacheKey: '2' }] },
    { ...identity, plugins: [] },
  ])('changes with everything that is written into it', (other) => {
    expect(computeBundleKey(other)).not.toBe(computeBundleKey(identity));
    expect(computeBundleKey({ ...identity })).toBe(computeBundleKey(identity));
  });
});
