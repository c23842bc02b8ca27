import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { MaterializationError } from '@agent-spaces/core';
import type { CachedPlugin } from '@agent-spaces/store';
import { writeBundle } from './bundle';
import { compareBundle, type BundleDifference } from './bundle-differences';
import { bundleTexts } from './bundle-record';
import { tempPlugins, type TempPlugins } from './testing/temp-plugins';

let temp: TempPlugins;
let directory: string;
let plugin: CachedPlugin;

const composition = { settings: { a: 1 }, mcp: { mcpServers: {} } };

beforeEach(async () => {
  temp = tempPlugins();
  directory = join(temp.root, 'asp_modules/web');
  plugin = await temp.plugin('1', { 'commands/greet.md': 'Greet.\n', 'hooks/stop.sh': '#!/bin/sh\n' });
  const content = { plugins: [{ id: 'base', plugin }], composition, portable: composition, notes: [] };
  writeBundle(temp.blobs(), directory, 'k', content, { mayReplaceForeign: true });
});
afterEach(() => temp.dispose());

const at = (path: string): string => join(directory, path);

function differences(hasMcp = true): readonly BundleDifference[] {
  const wanted = { ...composition, mcp: hasMcp ? composition.mcp : undefined };
  const plugins = [{ name: '000-base', cacheKey: plugin.key }];
  return compareBundle(directory, {
    plugins: [{ id: 'base', files: plugin.files }],
    texts: bundleTexts({ plugins, composition: wanted, portable: composition, notes: [] }),
  });
}

describe('the differences of a bundle', () => {
  it('are none where it is what was written', () => {
    expect(differences()).toEqual([]);
  });

  it.each<readonly [string, () => void, readonly string[]]>([
    [
      'a changed file',
      () => appendFileSync(at('plugins/000-base/commands/greet.md'), '!'),
      ['changed plugin plugins/000-base/commands/greet.md'],
    ],
    [
      'a missing file',
      () => rmSync(at('plugins/000-base/hooks/stop.sh')),
      ['missing plugin plugins/000-base/hooks/stop.sh'],
    ],
    [
      'a missing directory, once',
      () => rmSync(at('plugins/000-base/hooks'), { recursive: true }),
      ['missing plugin plugins/000-base/hooks'],
    ],
    [
      'a missing plugin, once',
      () => rmSync(at('plugins/000-base'), { recursive: true }),
      ['missing plugin plugins/000-base'],
    ],
    [
      'a mode',
      () => chmodSync(at('plugins/000-base/hooks/stop.sh'), 0o644),
      ['mode plugin plugins/000-base/hooks/stop.sh'],
    ],
    [
      'an extra file',
      () => writeFileSync(at('plugins/000-base/commands/evil.md'), ''),
      ['extra plugin plugins/000-base/commands/evil.md'],
    ],
    [
      'an extra directory, once',
      () => mkdirSync(at('plugins/000-base/a/b/c'), { recursive: true }),
      ['extra plugin plugins/000-base/a'],
    ],
    [
      'an extra plugin, once',
      () => mkdirSync(at('plugins/001-evil/commands'), { recursive: true }),
      ['extra plugin plugins/001-evil'],
    ],
    ['edited settings', () => writeFileSync(at('settings.json'), '{}\n'), ['changed settings settings.json']],
    ['missing settings', () => rmSync(at('settings.json')), ['missing settings settings.json']],
    [
      'a symlink for a file of the bundle',
      () => {
        rmSync(at('settings.json'));
        symlinkSync('mcp.json', at('settings.json'));
      },
      ['changed settings settings.json'],
    ],
    ['edited MCP servers', () => writeFileSync(at('mcp.json'), '{}\n'), ['changed mcp mcp.json']],
    [
      'another record',
      () => appendFileSync(at('.asp-bundle.json'), ' '),
      ['changed record .asp-bundle.json'],
    ],
    [
      'all there is, in order',
      () => {
        rmSync(at('.'), { recursive: true });
        mkdirSync(at('.'));
      },
      [
        'missing plugin plugins',
        'missing settings settings.json',
        'missing mcp mcp.json',
        'missing record .asp-bundle.json',
      ],
    ],
    [
      'a symlink for the whole',
      () => {
        const elsewhere = join(temp.root, 'elsewhere');
        rmSync(directory, { recursive: true });
        mkdirSync(join(elsewhere, 'plugins'), { recursive: true });
        symlinkSync(elsewhere, directory);
      },
      [
        'missing plugin plugins',
        'missing settings settings.json',
        'missing mcp mcp.json',
        'missing record .asp-bundle.json',
      ],
    ],
    [
      'a file for the plugins',
      () => {
        rmSync(at('plugins'), { recursive: true });
        writeFileSync(at('plugins'), '');
      },
      ['changed plugin plugins'],
    ],
  ])('name %s', (_, disturb, expected) => {
    disturb();
    expect(differences().map(({ kind, part, path }) => `${kind} ${part} ${path}`)).toEqual(expected);
  });

  it('name servers that nobody asks for', () => {
    expect(differences(false)).toContainEqual({ kind: 'extra', part: 'mcp', path: 'mcp.json' });
  });

  it('are not looked for in what a stranger has put beside, which the client is not told of', () => {
    writeFileSync(at('README.md'), '');
    expect(differences()).toEqual([]);
  });

  it('change nothing', () => {
    appendFileSync(at('plugins/000-base/commands/greet.md'), '!');
    differences();
    expect(readFileSync(at('plugins/000-base/commands/greet.md'), 'utf8')).toBe('Greet.\n!');
  });

  it('are no answer where nobody may look', () => {
    rmSync(temp.root, { recursive: true });
    writeFileSync(temp.root, '');
    expect(() => differences()).toThrow(MaterializationError);
  });
});
