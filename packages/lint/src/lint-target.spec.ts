import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigParseError } from '@agent-spaces/core';
import type { SpaceKey } from '@agent-spaces/core';
import { goldenDirectory, goldenSpaces } from '@agent-spaces/materializer/testing';
import { lintTarget } from './lint-target';
import { RULES } from './rules';
import { clientHooks, spaceOf } from './testing/linting';

describe('linting a target', () => {
  it('orders warnings by code, then load order, then place', async () => {
    const nested = { '.claude-plugin/b': '', '.claude-plugin/a': '' };
    const spaces = [
      spaceOf('z', { ...nested, 'hooks/hooks.json': clientHooks('../x.sh') }),
      spaceOf('a', { ...nested, 'hooks/x': '' }),
    ];
    const warnings = await lintTarget({ spaces });
    expect(warnings.map(({ code, location }) => `${code} ${location?.file}`)).toEqual([
      'W203 spaces/z/hooks/hooks.json',
      'W204 spaces/a/hooks',
      'W207 spaces/z/.claude-plugin/a',
      'W207 spaces/z/.claude-plugin/b',
      'W207 spaces/a/.claude-plugin/a',
      'W207 spaces/a/.claude-plugin/b',
    ]);
  });

  it('finds nothing in nothing', async () => {
    expect(await lintTarget({ spaces: [] })).toEqual([]);
    expect(await lintTarget({ spaces: [spaceOf('a', { 'space.toml': '' })] })).toEqual([]);
  });

  it('lets the typed error of a space through that cannot be materialized', async () => {
    await expect(lintTarget({ spaces: [spaceOf('a', { 'mcp/mcp.json': '{' })] })).rejects.toThrow(
      ConfigParseError,
    );
  });
});

it('the rules are listed by code, each with a name of its own, a description and a remedy', () => {
  const codes = RULES.map(({ code }) => code);
  expect(codes).toEqual([...codes].sort());
  expect(new Set(codes).size).toBe(codes.length);
  expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
  for (const { description, remedy } of RULES) expect(`${description} ${remedy}`).not.toContain('\n');
});

describe('the golden project sample-warn', () => {
  const golden = goldenDirectory('sample-warn');
  if (golden === undefined) {
    process.stderr.write('skipped: the golden projects: ../shared/golden is not there\n');
    it.skip('is not here: ../shared/golden is missing', () => undefined);
    return;
  }
  const spaces = goldenSpaces(golden, (args) => execFileSync('git', args, { encoding: 'utf8' }));
  const lock = JSON.parse(readFileSync(join(golden, 'asp-lock.json'), 'utf8')) as {
    readonly targets: Readonly<Record<string, { readonly loadOrder: readonly SpaceKey[] }>>;
  };
  const lint = async (target: string) => {
    const members = (lock.targets[target]?.loadOrder ?? []).map((key) => {
      const space = spaces.get(key.replace(/@.*/, ''));
      if (!space) throw new Error(`No golden space for ${key}`);
      const { manifest, content } = space;
      return { key, id: manifest.id, pluginName: manifest.plugin?.name ?? manifest.id, content };
    });
    const warnings = await lintTarget({ spaces: members });
    return warnings.map(
      ({ code, spaces }) => `${code} ${spaces.map((key) => key.replace(/@.*/, '')).join(' ')}`,
    );
  };

  it.each([
    ['collide', ['W201 frontend backend', 'W205 same-plugin-a same-plugin-b']],
    [
      'hooks',
      [
        'W203 hooks-bad-path',
        'W204 hooks-bad-path',
        'W204 hooks-invalid',
        'W204 hooks-non-exec',
        'W206 hooks-non-exec',
        'W207 bad-structure',
      ],
    ],
    ['mcp', ['W208 mcp-collision-a mcp-collision-b']],
  ])('target %s gets the warnings its spaces were made for', async (target, expected) => {
    expect(await lint(target)).toEqual(expected);
  });
});
