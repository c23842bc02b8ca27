import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { BlobStore } from '@agent-spaces/store';
import { writePlugins } from './bundle';
import type { BundlePlugin } from './bundle-plugins';
import { tempPlugins, type TempPlugins } from './testing/temp-plugins';

const FILES = {
  '.claude-plugin/plugin.json': '{"name":"base"}\n',
  'commands/greet.md': 'Greet.\n',
  'commands/sub/build.md': 'Build.\n',
  'hooks/hooks.json': '{"hooks":{}}\n',
  'hooks/stop.sh': '#!/bin/sh\nexit 0\n',
};

let temp: TempPlugins;
let blobs: BlobStore;
let directory: string;
let plugins: readonly BundlePlugin[];

beforeEach(async () => {
  temp = tempPlugins();
  blobs = temp.blobs();
  directory = join(temp.root, 'asp_modules/web');
  plugins = [
    { id: 'base', plugin: await temp.plugin('1', FILES) },
    { id: 'app', plugin: await temp.plugin('2', { 'agents/helper.md': 'Help.\n' }) },
  ];
});
afterEach(() => temp.dispose());

const put = (): readonly string[] => writePlugins(blobs, directory, plugins, { mayReplaceForeign: true });
const at = (path: string): string => join(directory, 'plugins', path);

/** What a cache does with an output: its files are other files, of the same content and mode. */
function restore(): void {
  const saved = join(temp.root, 'saved');
  renameSync(at('.'), saved);
  cpSync(saved, at('.'), { recursive: true });
  rmSync(saved, { recursive: true });
}

/** A symlink to what stood there. */
function replaceByLink(path: string): void {
  const elsewhere = join(mkdtempSync(join(temp.root, 'elsewhere-')), 'it');
  renameSync(at(path), elsewhere);
  symlinkSync(elsewhere, at(path));
}

/** Every entry with its kind, mode and content. */
function tree(root: string): readonly string[] {
  return readdirSync(root, { recursive: true })
    .map(String)
    .sort()
    .map((path) => {
      const file = join(root, path);
      const stats = lstatSync(file);
      const mode = (stats.mode & 0o7777).toString(8);
      return stats.isFile() ? `${path} ${mode} ${readFileSync(file, 'utf8')}` : `${path} ${mode} not a file`;
    });
}

describe('plugins that a cache has restored', () => {
  it('are kept as they stand where they are right', () => {
    put();
    restore();
    const inode = statSync(at('000-base/hooks/stop.sh')).ino;
    put();
    expect(statSync(at('000-base/hooks/stop.sh')).ino).toBe(inode);
  });

  it('are kept where nothing is known of them on this machine', () => {
    put();
    restore();
    rmSync(join(directory, '.asp-stamp.json'));
    const inode = statSync(at('001-app/agents/helper.md')).ino;
    put();
    expect(statSync(at('001-app/agents/helper.md')).ino).toBe(inode);
    expect(existsSync(join(directory, '.asp-stamp.json'))).toBe(true);
  });

  it('are kept beside one that is not right, which is copied anew', () => {
    put();
    restore();
    const inode = (path: string): number => statSync(at(path)).ino;
    const [right, wrong] = [inode('001-app/agents/helper.md'), inode('000-base/hooks/stop.sh')];
    appendFileSync(at('000-base/commands/greet.md'), 'More.\n');
    put();
    expect(inode('001-app/agents/helper.md')).toBe(right);
    expect(inode('000-base/hooks/stop.sh')).not.toBe(wrong);
  });

  it('are not taken from where a symlink leads, though they are right there', () => {
    put();
    const elsewhere = join(temp.root, 'elsewhere');
    renameSync(at('.'), elsewhere);
    symlinkSync(elsewhere, at('.'));
    const before = tree(elsewhere);
    put();
    expect(tree(elsewhere)).toEqual(before);
    expect(tree(at('.'))).toEqual(before);
  });

  it.each<readonly [string, () => void]>([
    ['a hook was tampered with', () => appendFileSync(at('000-base/hooks/stop.sh'), 'evil\n')],
    ['a file was cut short', () => writeFileSync(at('000-base/hooks/hooks.json'), '')],
    ['a file is missing', () => rmSync(at('000-base/commands/sub/build.md'))],
    ['a directory is missing', () => rmSync(at('000-base/commands'), { recursive: true })],
    ['a file was added', () => writeFileSync(at('000-base/commands/evil.md'), 'Evil.\n')],
    ['a hidden file was added', () => writeFileSync(at('000-base/.mcp.json'), '{}')],
    ['a file was added beside plugin.json', () => writeFileSync(at('000-base/.claude-plugin/x'), '')],
    ['an empty directory was added', () => mkdirSync(at('000-base/agents'))],
    [
      'directories were added, one in the other',
      () => mkdirSync(at(`000-base/skills/${'deep/'.repeat(200)}`), { recursive: true }),
    ],
    ['a script lost its mode', () => chmodSync(at('000-base/hooks/stop.sh'), 0o644)],
    ['a file became executable', () => chmodSync(at('000-base/commands/greet.md'), 0o755)],
    ['a file became writable for all', () => chmodSync(at('000-base/hooks/hooks.json'), 0o666)],
    ['a script runs as its owner', () => chmodSync(at('000-base/hooks/stop.sh'), 0o4755)],
    ['a directory is writable for all', () => chmodSync(at('000-base/commands'), 0o777)],
    ['a directory cannot be entered', () => chmodSync(at('000-base/commands/sub'), 0o000)],
    ['a symlink to the same content stands for a file', () => replaceByLink('000-base/hooks/stop.sh')],
    ['a symlink to the same content stands for a directory', () => replaceByLink('000-base/commands')],
    ['a symlink to the same content stands for a plugin', () => replaceByLink('001-app')],
    [
      'a directory stands for a file',
      () => {
        rmSync(at('000-base/hooks/stop.sh'));
        mkdirSync(at('000-base/hooks/stop.sh'));
      },
    ],
    [
      'a file stands for a directory',
      () => {
        rmSync(at('000-base/commands'), { recursive: true });
        writeFileSync(at('000-base/commands'), '');
      },
    ],
    [
      'a pipe stands for a file',
      () => {
        rmSync(at('000-base/hooks/stop.sh'));
        execFileSync('mkfifo', [at('000-base/hooks/stop.sh')]);
      },
    ],
    ['a plugin was added', () => mkdirSync(at('002-evil'))],
    ['a file was added among the plugins', () => writeFileSync(at('README.md'), '')],
    ['a plugin is missing', () => rmSync(at('001-app'), { recursive: true })],
    [
      'one plugin stands in the place of the other',
      () => {
        rmSync(at('001-app'), { recursive: true });
        cpSync(at('000-base'), at('001-app'), { recursive: true });
      },
    ],
    ['there are none', () => rmSync(at('.'), { recursive: true })],
  ])('are what they should be again where %s', (_, disturb) => {
    put();
    const whole = tree(at('.'));
    for (const forget of [false, true]) {
      restore();
      if (forget) rmSync(join(directory, '.asp-stamp.json'));
      disturb();
      put();
      expect(tree(at('.'))).toEqual(whole);
      expect(readdirSync(dirname(directory))).toEqual(['web']);
    }
  });

  it('are what they should be again after any number of such things', () => {
    put();
    const whole = tree(at('.'));
    const places = [
      '000-base',
      ...Object.keys(FILES).map((path) => `000-base/${path}`),
      '000-base/commands',
      '001-app',
      'x',
    ];
    const acts: Readonly<Record<string, (file: string, other: string) => unknown>> = {
      write: (file) => writeFileSync(file, 'Evil.\n'),
      append: (file) => appendFileSync(file, ' '),
      remove: (file) => rmSync(file, { recursive: true, force: true }),
      move: (file, other) => renameSync(file, other),
      copy: (file, other) => cpSync(file, other, { recursive: true }),
      link: (file, other) => symlinkSync(other, file),
      hardLink: (file, other) => linkSync(file, other),
      directory: (file) => mkdirSync(file, { recursive: true }),
      // Of a directory that was not restored, no stamp tells the mode.
      mode: (file) => lstatSync(file).isFile() && chmodSync(file, 0o700),
      restore,
    };
    const place = fc.constantFrom(...places);
    const act = fc.tuple(fc.constantFrom(...Object.keys(acts)), place, place);
    fc.assert(
      fc.property(fc.array(act, { maxLength: 5 }), fc.boolean(), (steps, forgets) => {
        for (const [name, file, other] of steps) {
          try {
            acts[name]?.(at(file), at(other));
          } catch {
            // A file cannot be made below another: then this step is none.
          }
        }
        if (forgets) rmSync(join(directory, '.asp-stamp.json'), { force: true });
        put();
        expect(tree(at('.'))).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the modes of plugins', () => {
  it('are the same under every umask', () => {
    const before = process.umask(0o077);
    try {
      put();
    } finally {
      process.umask(before);
    }
    expect(statSync(at('000-base/hooks/stop.sh')).mode & 0o7777).toBe(0o755);
    expect(statSync(at('000-base/hooks/hooks.json')).mode & 0o7777).toBe(0o644);
    for (const path of ['000-base', '000-base/commands/sub'])
      expect(statSync(at(path)).mode & 0o7777).toBe(0o755);
  });
});
