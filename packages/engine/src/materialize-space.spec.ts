import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gitProcessCount } from '@agent-spaces/git';
import { lintSpace } from './lint-space';
import { lockProject } from './lock-project';
import { materializeSpace } from './materialize-space';
import { materializeTarget } from './materialize-target';
import { spaceToml, tempPlace, treeOf, writeFiles, type Files, type TempPlace } from './testing/temp-place';

const FILES: Files = {
  'commands/greet.md': '---\ndescription: Greets\n---\nGreet.\n',
  'hooks/hooks.json': JSON.stringify({
    hooks: { Stop: [{ hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}"/hooks/stop.sh' }] }] },
  }),
  'hooks/stop.sh': '#!/bin/sh\nexit 0\n',
  'hooks/large.bin': 'x'.repeat(100_000),
};

interface SpaceAtHand {
  readonly place: TempPlace;
  readonly directory: string;
  readonly output: string;
}

function newSpace(files: Files = FILES, id = 'base'): SpaceAtHand {
  const place = tempPlace();
  const directory = join(place.registry, 'spaces', id);
  writeFiles(directory, { 'space.toml': spaceToml(id), ...files });
  return { place, directory, output: join(place.root, 'dist/asp', id) };
}

describe('a plugin directory of a working copy', () => {
  it('is that of a bundle, made without git, and without a store', async () => {
    const { place, directory, output } = newSpace();
    const git = gitProcessCount();
    const made = await materializeSpace({ directory, output });
    expect(gitProcessCount()).toBe(git);
    expect(made).toMatchObject({
      id: 'base',
      plugin: { name: 'base', version: '1.0.0' },
      output,
      materialized: true,
    });
    expect(existsSync(place.home)).toBe(false);

    place.targets({ web: ['space:base@dev'] });
    await place.run((session) => lockProject(session, {}));
    const { pluginDirectories } = await place.run((session) => materializeTarget(session, { target: 'web' }));
    const { '.claude-plugin/asp.json': record, ...files } = treeOf(output);
    expect(files).toEqual(treeOf(pluginDirectories[0] ?? ''));
    expect(record).toMatch(/^644 /);
    expect(JSON.parse(readFileSync(join(output, '.claude-plugin/asp.json'), 'utf8'))).toEqual({
      plugin: 1,
      materializer: 2,
      integrity: made.integrity,
    });
  });

  it('is the same in every place, left alone where it is right, and made anew where it is not', async () => {
    const [one, other] = [newSpace(), newSpace()];
    await materializeSpace(one);
    await materializeSpace(other);
    const whole = treeOf(one.output);
    expect(treeOf(other.output)).toEqual(whole);
    expect(await materializeSpace(one)).toMatchObject({ materialized: false });
    writeFileSync(join(one.output, 'hooks/stop.sh'), 'evil\n');
    expect(await materializeSpace(one)).toMatchObject({ materialized: true });
    expect(treeOf(one.output)).toEqual(whole);
    rmSync(join(one.directory, 'hooks'), { recursive: true });
    await materializeSpace(one);
    expect(Object.keys(treeOf(one.output)).filter((path) => !path.endsWith('/'))).toEqual([
      '.claude-plugin/asp.json',
      '.claude-plugin/plugin.json',
      'commands/greet.md',
    ]);
    expect(readdirSync(join(one.output, '..'))).toEqual(['base']);
  });

  it('is whole after several at the same time', async () => {
    const space = newSpace();
    const all = await Promise.all(Array.from({ length: 6 }, () => materializeSpace(space)));
    expect(all.filter(({ materialized }) => materialized)).toHaveLength(1);
    expect(readdirSync(join(space.output, '..'))).toEqual(['base']);
  });

  it('waits for another process that writes it', async () => {
    const space = newSpace();
    const lock = join(space.output, '../.base.lock');
    mkdirSync(lock, { recursive: true });
    // Renewed in the future: however slow the machine, it does not look like the lock of a dead process.
    utimesSync(lock, Date.now() / 1000, Date.now() / 1000 + 3600);
    const hurried = materializeSpace({ ...space, locking: { timeoutMs: 1 } });
    await expect(hurried).rejects.toMatchObject({ code: 'LOCK_TIMEOUT_ERROR' });
    expect(existsSync(space.output)).toBe(false);
  });

  it('replaces nothing that asp did not make', async () => {
    const space = newSpace();
    writeFiles(space.output, {
      '.claude-plugin/plugin.json': '{"name":"mine"}',
      'commands/mine.md': 'Mine.\n',
    });
    const before = treeOf(space.place.root);
    await expect(materializeSpace(space)).rejects.toMatchObject({
      code: 'MATERIALIZATION_ERROR',
      location: { file: space.output },
    });
    expect(treeOf(space.place.root)).toEqual(before);
  });

  it.each<readonly [string, Files, string]>([
    ['a symlink leads out of it', { 'bin/tool': { link: '../../../outside' } }, 'MATERIALIZATION_ERROR'],
    ['its servers are invalid', { 'mcp/mcp.json': '{"mcpServers":{"a":1}}' }, 'CONFIG_VALIDATION_ERROR'],
    ['its permissions are invalid', { 'permissions.toml': 'read = 1\n' }, 'CONFIG_VALIDATION_ERROR'],
    ['its manifest is not TOML', { 'space.toml': 'id = \n' }, 'CONFIG_PARSE_ERROR'],
    ['its directory has another name', { 'space.toml': spaceToml('other') }, 'CONFIG_VALIDATION_ERROR'],
  ])('is not made where %s, nor is such a space linted', async (_, files, code) => {
    const space = newSpace({ ...FILES, ...files });
    await expect(materializeSpace(space)).rejects.toMatchObject({ code });
    await expect(lintSpace(space)).rejects.toMatchObject({ code });
    expect(existsSync(join(space.place.root, 'dist'))).toBe(false);
  });

  it('is not made of what is no space', async () => {
    const { place, output } = newSpace();
    mkdirSync(join(place.root, 'empty'));
    const request = { directory: join(place.root, 'empty'), output };
    await expect(materializeSpace(request)).rejects.toMatchObject({
      code: 'SELECTOR_RESOLUTION_ERROR',
      message: expect.stringContaining('holds no space.toml') as string,
    });
  });

  it('may lie under any name where it is no registry', async () => {
    const space = newSpace();
    const directory = join(space.place.root, 'renamed');
    renameSync(space.directory, directory);
    expect(await materializeSpace({ ...space, directory })).toMatchObject({ id: 'base' });
  });
});

describe('lint of one space', () => {
  it('tells what is wrong with it, with its severity', async () => {
    const { directory } = newSpace({
      ...FILES,
      'hooks/hooks.json': '[]',
      '.claude-plugin/commands/a.md': '',
    });
    const { id, warnings } = await lintSpace({ directory });
    expect(id).toBe('base');
    expect(warnings).toMatchObject([
      { code: 'W204', severity: 'error', spaces: ['base@dev'] },
      { code: 'W207', severity: 'warning', location: { file: 'spaces/base/.claude-plugin/commands' } },
    ]);
  });

  it('is silent about a space that is as it should be', async () => {
    const { directory } = newSpace({ 'commands/greet.md': '---\ndescription: Greets\n---\nGreet.\n' });
    expect(await lintSpace({ directory })).toEqual({ id: 'base', warnings: [] });
  });
});
