import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { git, spaceToml, writeFiles } from './support/git';
import {
  install,
  lockFile,
  newPlace,
  publish,
  readLock,
  runAsp,
  succeed,
  targetsToml,
  versionsIn,
  writeTargets,
  type Place,
} from './support/project';
import { treeOf } from './support/tree';

const base = (greeting: string): Record<string, string> => ({ 'commands/greet.md': `${greeting}\n` });
interface Warning {
  readonly code: string;
}

/** The text of a lock entry, of a space that no target loads. */
const unused = (id: string): string =>
  JSON.stringify({
    id,
    commit: 'dev',
    path: `spaces/${id}`,
    integrity: 'sha256:dev',
    plugin: { name: id },
    deps: { spaces: [] },
    resolvedFrom: { selector: 'dev' },
  });

const lockText = (place: Place): string => readFileSync(lockFile(place), 'utf8');
const modulesOf = (place: Place): ReturnType<typeof treeOf> => treeOf(join(place.project, 'asp_modules'));

describe('the pins of a lock', () => {
  it('stay when versions come and tags move; --update moves them', async () => {
    const place = newPlace();
    publish(place, { base: base('one') });
    writeTargets(place, { a: ['space:base@^1'] });
    await install(place);
    const before = lockText(place);

    publish(place, { base: base('two') }, '1.1.0');
    git(place.registry, 'tag', '-f', 'space/base/v1.0.0');
    await install(place);
    expect(lockText(place)).toBe(before);

    await install(place, '--update');
    expect(versionsIn(place, 'a')).toEqual(['base 1.1.0']);
    expect(
      readFileSync(join(place.project, 'asp_modules/a/plugins/000-base/commands/greet.md'), 'utf8'),
    ).toBe('two\n');
  });

  it('move in the targets named and in no other, and none is lost', async () => {
    const place = newPlace();
    publish(place, { base: base('one'), other: {} });
    writeTargets(place, { a: ['space:base@^1'], b: ['space:base@^1', 'space:other@^1'] });
    await install(place);
    publish(place, { base: base('two') }, '1.1.0');

    await install(place, '--targets', 'a');
    expect(versionsIn(place, 'a')).toEqual(['base 1.0.0']);
    await install(place, '--update', '--targets', 'a');
    expect(versionsIn(place, 'a')).toEqual(['base 1.1.0']);
    expect(versionsIn(place, 'b')).toEqual(['base 1.0.0', 'other 1.0.0']);
    await install(place, '--targets', 'a');
    expect(versionsIn(place, 'b')).toEqual(['base 1.0.0', 'other 1.0.0']);
    await install(place, '--update');
    expect(versionsIn(place, 'b')).toEqual(['base 1.1.0', 'other 1.0.0']);
  });

  it('of one target move although another one shares the space that asks for them', async () => {
    const place = newPlace();
    const y = { 'space.toml': spaceToml('y', '[deps]\nspaces = ["space:base@^1"]\n') };
    publish(place, { base: base('one'), y });
    writeTargets(place, { a: ['space:y@^1'], b: ['space:y@^1'] });
    await install(place);
    publish(place, { base: base('two') }, '1.1.0');
    await install(place, '--update', '--targets', 'a');
    await install(place, '--frozen');
    await install(place);
    expect(versionsIn(place, 'a')).toEqual(['base 1.1.0', 'y 1.0.0']);
    expect(versionsIn(place, 'b')).toEqual(['base 1.0.0', 'y 1.0.0']);
  });

  it('stay for what a working copy and a new space need, whichever reference they are recorded for', async () => {
    const place = newPlace();
    const needy = (id: string) => ({
      'space.toml': spaceToml(id, '[deps]\nspaces = ["space:base@stable"]\n'),
    });
    const stable = (version: string): void => {
      writeFiles(place.registry, { 'registry/dist-tags.json': `{ "base": { "stable": "${version}" } }\n` });
      publish(place, { base: {} }, version);
    };
    publish(place, { x: needy('x'), y: needy('y') });
    stable('1.0.0');
    const compose = ['space:base@^1.0.0', 'space:x@dev'];
    writeTargets(place, { a: compose });
    await install(place);
    const before = lockText(place);

    stable('1.1.0');
    await install(place, '--frozen');
    await install(place);
    expect(lockText(place)).toBe(before);
    writeTargets(place, { a: [...compose, 'space:y@1.0.0'] });
    await install(place);
    expect(versionsIn(place, 'a')).toEqual(['base 1.0.0', 'x dev', 'y 1.0.0']);
  });

  it('that cannot be what a reference asks for are drift, and made anew', async () => {
    const place = newPlace();
    publish(place, { base: base('one') });
    publish(place, { base: base('two') }, '2.0.0');
    writeTargets(place, { a: ['space:base@1.0.0'], b: ['space:base@2.0.0'] });
    await install(place);
    const lock = readLock(place);
    const merged = {
      ...lock,
      targets: { ...lock.targets, a: { ...lock.targets['b'], compose: ['space:base@1.0.0'] } },
    };
    writeFileSync(lockFile(place), JSON.stringify(merged));
    const { exitCode, stdout, stderr } = await runAsp(place, [
      'install',
      '--frozen',
      '--registry',
      place.registry,
    ]);
    expect({ exitCode, told: stdout + stderr }).toEqual({
      exitCode: 3,
      told: expect.stringContaining('base 2.0.0'),
    });
    await install(place);
    expect(versionsIn(place, 'a')).toEqual(['base 1.0.0']);
  });

  it('tell builds of one version apart', async () => {
    const place = newPlace();
    const commits = ['1.0.0+1', '1.0.0+2'].map((version) => publish(place, { base: base(version) }, version));
    writeTargets(place, { a: ['space:base@1.0.0+1'], b: ['space:base@1.0.0+2'] });
    expect((await install(place)).stderr).toBe('');
    expect(Object.values(readLock(place).spaces).map(({ commit }) => commit)).toEqual(commits);
  });

  it('are made anew only for the references that an edit touched', async () => {
    const place = newPlace();
    publish(place, { x: {}, y: {}, z: {} });
    writeTargets(place, { a: ['space:x@^1', 'space:y@^1'] });
    await install(place);
    publish(place, { x: {}, y: {}, z: {} }, '1.1.0');

    writeTargets(place, { a: ['space:z@^1', 'space:y@^1', 'space:x@^1'] });
    await install(place);
    expect(versionsIn(place, 'a')).toEqual(['z 1.1.0', 'y 1.0.0', 'x 1.0.0']);
    writeTargets(place, { a: ['space:z@^1', 'space:y@1.1.0', 'space:x@^1'] });
    await install(place);
    expect(versionsIn(place, 'a')).toEqual(['z 1.1.0', 'y 1.1.0', 'x 1.0.0']);
  });

  it('follow every change where the target is not locked', async () => {
    const place = newPlace();
    publish(place, { base: base('one') });
    writeTargets(
      place,
      { a: ['space:base@^1'], b: ['space:base@^1'] },
      '\n[targets.a.resolver]\nlocked = false\n',
    );
    await install(place);
    publish(place, { base: base('two') }, '1.1.0');
    await install(place);
    expect(versionsIn(place, 'a')).toEqual(['base 1.1.0']);
    expect(versionsIn(place, 'b')).toEqual(['base 1.0.0']);
  });

  it('are full commits, also for @HEAD and an abbreviated git pin', async () => {
    const place = newPlace();
    const first = publish(place, { base: base('one') });
    writeTargets(place, { head: ['space:base@HEAD'], pin: [`space:base@git:${first.slice(0, 7)}`] });
    await install(place);
    const second = publish(place, { base: base('two') }, '1.1.0');
    await install(place);
    expect(versionsIn(place, 'head')).toEqual([`base ${first}`]);
    await install(place, '--update');
    expect(versionsIn(place, 'head')).toEqual([`base ${second}`]);
    expect(versionsIn(place, 'pin')).toEqual([`base ${first}`]);
  });
});

describe('the lock file', () => {
  it('is the same bytes and the same file after an install that had nothing to do', async () => {
    const place = newPlace();
    publish(place, { base: base('one') });
    const order = ['b', '10', 'constructor', '9'];
    const tables = order.map((name) => `[targets.${name}]\ncompose = ["space:base@^1"]\n`);
    writeFileSync(join(place.project, 'asp-targets.toml'), `schema = 1\n${tables.join('')}`);
    await install(place);
    const made = '2020-02-02T02:02:02Z';
    writeFileSync(
      lockFile(place),
      lockText(place).replace(/"generatedAt": ".*"/, `"generatedAt": "${made}"`),
    );
    await install(place);
    const before = {
      text: lockText(place),
      stat: lstatSync(lockFile(place), { bigint: true }),
      tree: treeOf(place.root),
    };

    for (const more of [[], ['--update'], ['--frozen'], ['--verify'], ['--targets', '10', 'constructor']]) {
      await install(place, ...more);
      const { ino, mtimeNs } = lstatSync(lockFile(place), { bigint: true });
      expect({ more, ino, mtimeNs }).toEqual({ more, ino: before.stat.ino, mtimeNs: before.stat.mtimeNs });
    }
    expect(treeOf(place.root)).toEqual(before.tree);
    expect([...before.text.matchAll(/^ {4}"(\w+)": \{$/gm)].map(([, name]) => name).slice(-4)).toEqual(order);
    expect(readdirSync(join(place.project, 'asp_modules')).sort()).toEqual(['10', '9', 'b', 'constructor']);

    publish(place, { base: base('two') }, '1.1.0');
    await install(place, '--update');
    expect(readLock(place).generatedAt).not.toBe(made);
  });

  it('forgets a target that is removed, and asp_modules with it, but nothing that asp did not make', async () => {
    const place = newPlace();
    publish(place, { base: base('one'), other: {} });
    writeTargets(place, { a: ['space:base@^1'], b: ['space:other@^1'] });
    await install(place);
    writeFiles(place.project, { 'asp_modules/mine/note.txt': 'mine\n' });
    writeTargets(place, { a: ['space:base@^1'] });
    expect((await install(place)).stdout).toContain('- b\n');
    expect(Object.keys(readLock(place).targets)).toEqual(['a']);
    expect(Object.values(readLock(place).spaces).map(({ id }) => id)).toEqual(['base']);
    expect(readdirSync(join(place.project, 'asp_modules')).sort()).toEqual(['a', 'mine']);
  });

  it('is only talked about with --dry-run', async () => {
    const place = newPlace();
    publish(place, { base: base('one') });
    writeTargets(place, { a: ['space:base@^1'] });
    const before = treeOf(place.root);
    const planned = await install(place, '--dry-run');
    expect(planned.stdout).toBe('a\n  + new in the lock\nWould compose a.\n');
    expect(planned.stderr).toContain('W101');
    expect((await install(place, '--dry-run', '--no-warnings')).stderr).toBe('');
    expect(treeOf(place.root)).toEqual(before);
    await install(place);
    expect((await install(place, '--dry-run')).stdout).toBe('Everything is up to date.\n');
  });

  it('is compared by asp explain as by --frozen: other references for the same pins are a difference', async () => {
    const place = newPlace();
    publish(place, {
      base: base('one'),
    });
    writeFiles(place.registry, {
      'registry/dist-tags.json': '{ "base": { "stable": "v1.0.0", "latest": "v1.0.0" } }\n',
    });
    publish(place, {});
    writeTargets(place, { a: ['space:base@stable'], b: ['space:base@stable'] });
    await install(place);
    writeTargets(place, { a: ['space:base@latest'], b: ['space:base@stable'] });
    const explained = async (...more: string[]): Promise<string> =>
      (await succeed(place, ['explain', '--registry', place.registry, ...more])).stdout;
    const { targets } = JSON.parse(await explained('--json')) as {
      targets: { name: string; current: boolean }[];
    };
    expect(targets).toMatchObject([
      { name: 'a', current: false },
      { name: 'b', current: true },
    ]);
    expect((await explained()).match(/not in the lock like this/g)).toHaveLength(1);
    expect(await runAsp(place, ['install', '--frozen', '--registry', place.registry])).toMatchObject({
      exitCode: 3,
    });
  });

  it('names two versions of one space that a target loads, and a run of it is refused', async () => {
    const place = newPlace();
    publish(place, {
      base: base('one'),
      app: { 'space.toml': spaceToml('app', '[deps]\nspaces = ["space:base@1.0.0"]\n') },
    });
    publish(place, { base: base('two') }, '2.0.0');
    writeTargets(place, { a: ['space:app@1.0.0', 'space:base@2.0.0'] });
    const { stderr } = await install(place);
    expect(stderr).toMatch(/W205: .*base/);
    expect(versionsIn(place, 'a')).toEqual(['base 1.0.0', 'app 1.0.0', 'base 2.0.0']);
    const refused = await runAsp(place, ['run', 'a', '--dry-run']);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('MATERIALIZATION_ERROR W205');
    expect(await runAsp(place, ['run', 'a', '--dry-run', '--force'])).toMatchObject({ exitCode: 0 });
  });

  it('names them wherever the target is used, whatever their plugins are called, and who requires which', async () => {
    const place = newPlace();
    const renamed = (version: string): Record<string, string> => ({
      'space.toml': spaceToml('base', `\n[plugin]\nname = "base-${version[0]}"\n`, version),
    });
    publish(place, {
      base: renamed('1.0.0'),
      x: { 'space.toml': spaceToml('x', '\n[deps]\nspaces = ["space:base@1.0.0"]\n') },
    });
    publish(place, { base: renamed('2.0.0') }, '2.0.0');
    writeTargets(place, { a: ['space:x@1.0.0', 'space:base@2.0.0'] });
    const key = (id: string): string => `${id}@[0-9a-f]{12}`;
    const told = new RegExp(
      [
        `W210: Space version collision: ${key('base')} \\(1\\.0\\.0\\), ${key('base')} \\(2\\.0\\.0\\)`,
        ` +${key('base')} is required by target a → ${key('x')}`,
        ` +${key('base')} is required by target a$`,
      ].join('\n'),
      'm',
    );
    const registry = ['--registry', place.registry];
    const uses: readonly (readonly string[])[] = [
      ['install', '--dry-run'],
      ['install'],
      ['install'],
      ['explain', 'a'],
      ['build', 'a', '--output', '../out', '--dry-run'],
      ['build', 'a', '--output', '../out'],
      ['run', 'a', '--dry-run'],
    ];
    for (const args of uses) {
      const { stdout, stderr } = await succeed(place, [...args, ...registry]);
      expect({ args, told: told.test(stderr + stdout) }).toEqual({ args, told: true });
      const { warnings = [], targets = [] } = JSON.parse(
        (await succeed(place, [...args, ...registry, '--json'])).stdout,
      ) as { warnings?: Warning[]; targets?: { warnings: Warning[] }[] };
      const codes = [...warnings, ...targets.flatMap((target) => target.warnings)].map(({ code }) => code);
      expect({ args, codes: codes.filter((code) => code !== 'W101') }).toEqual({ args, codes: ['W210'] });
    }
    const { targets } = JSON.parse(lockText(place)) as { targets: { a: { warnings: Warning[] } } };
    expect(targets.a.warnings).toMatchObject([
      { code: 'W210', details: { id: 'base', versions: [{ version: '1.0.0' }, { version: '2.0.0' }] } },
    ]);
  });

  it('names who requires which now, where the composition changed and the bundle did not', async () => {
    const place = newPlace();
    publish(place, {
      base: { 'space.toml': spaceToml('base', '\n[plugin]\nname = "base-1"\n') },
      x: { 'space.toml': spaceToml('x', '\n[deps]\nspaces = ["space:base@1.0.0"]\n') },
    });
    publish(place, { base: { 'space.toml': spaceToml('base', '', '2.0.0') } }, '2.0.0');
    writeTargets(place, { a: ['space:base@1.0.0', 'space:x@1.0.0', 'space:base@2.0.0'] });
    expect((await install(place)).stderr).toMatch(/is required by target a, by target a → x@/);
    writeTargets(place, { a: ['space:x@1.0.0', 'space:base@2.0.0'] });
    const { stdout, stderr } = await install(place);
    expect(stdout).toMatch(/^= a /m);
    expect(stderr).toMatch(/is required by target a → x@[0-9a-f]{12}\n/);
    expect(lockText(place)).not.toMatch(/"requiredBy": \[\s*"target a",\s*"x@/);
  });

  it('is not rewritten but --dry-run and --frozen have said so', async () => {
    const place = newPlace();
    const dev = (name: string): void => {
      writeFiles(place.registry, { 'spaces/a/space.toml': spaceToml('a', `\n[plugin]\nname = "${name}"\n`) });
    };
    publish(place, { a: {} });
    writeTargets(place, { web: ['space:a@dev'] });
    await install(place);
    const differs = async (change: string): Promise<void> => {
      const before = treeOf(place.root);
      const frozen = await runAsp(place, ['install', '--frozen', '--registry', place.registry]);
      expect(frozen).toMatchObject({ exitCode: 3, stdout: '' });
      expect(frozen.stderr).toContain(change);
      expect((await install(place, '--dry-run')).stdout).toContain(change);
      expect(treeOf(place.root)).toEqual(before);
      expect((await install(place)).stdout).toContain(change);
      expect((await install(place, '--frozen', '--dry-run')).stdout).toBe('Everything is up to date.\n');
    };

    dev('renamed');
    await differs('web\n  ~ a plugin a 1.0.0 → renamed 1.0.0\n');
    const text = lockText(place);
    writeFileSync(
      lockFile(place),
      text.replace(/"envHash": "sha256:\w+"/, `"envHash": "sha256:${'0'.repeat(64)}"`),
    );
    await differs('web\n  ~ envHash rewritten\n');
    writeFileSync(
      lockFile(place),
      lockText(place).replace(
        '"spaces": {\n    "a@dev": {',
        `"spaces": {\n    "b@dev": ${unused('b')},\n    "a@dev": {`,
      ),
    );
    await differs('asp-lock.json\n  ~ spaces rewritten\n');
    expect(lockText(place).replace(/"generatedAt": ".*"/, '')).toBe(text.replace(/"generatedAt": ".*"/, ''));
  });
});

describe('asp_modules', () => {
  const FILES = {
    'commands/greet.md': 'Greet.\n',
    'hooks/hooks.json': JSON.stringify({
      hooks: { Stop: [{ hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}"/hooks/stop.sh' }] }] },
    }),
    'hooks/stop.sh': { executable: '#!/bin/sh\nexit 0\n' },
    'mcp/mcp.json': JSON.stringify({ mcpServers: { facts: { command: 'node', args: ['facts.mjs'] } } }),
  };
  const place = newPlace();
  const bundle = join(place.project, 'asp_modules/a');
  const plugin = join(bundle, 'plugins/000-base');
  beforeAll(async () => {
    publish(place, { base: FILES });
    writeTargets(place, { a: ['space:base@^1'], b: ['space:base@^1'] });
    await install(place);
  });

  it.each<readonly [string, () => void]>([
    ['a file was edited', () => appendFileSync(join(plugin, 'commands/greet.md'), 'More.\n')],
    [
      'a file was edited and its size and time were kept',
      () => {
        const file = join(plugin, 'commands/greet.md');
        const { atime, mtime } = lstatSync(file);
        writeFileSync(file, 'Trick.\n');
        utimesSync(file, atime, mtime);
      },
    ],
    ['a file was deleted', () => rmSync(join(plugin, 'hooks/stop.sh'))],
    ['a file was added', () => writeFileSync(join(plugin, 'commands/extra.md'), 'Extra.\n')],
    [
      'a file was added in a new directory',
      () => writeFiles(plugin, { 'skills/extra/SKILL.md': 'Extra.\n' }),
    ],
    ['a script lost its mode', () => chmodSync(join(plugin, 'hooks/stop.sh'), 0o644)],
    ['a plugin was added', () => mkdirSync(join(bundle, 'plugins/001-extra'))],
    ['a plugin was deleted', () => rmSync(plugin, { recursive: true })],
    ['settings.json was edited', () => writeFileSync(join(bundle, 'settings.json'), '{}\n')],
    ['mcp.json was deleted', () => rmSync(join(bundle, 'mcp.json'))],
    ['the record was cut short', () => writeFileSync(join(bundle, '.asp-bundle.json'), '{"bundle":2,"key"')],
    ['the stamp was cut short', () => writeFileSync(join(bundle, '.asp-stamp.json'), '{"stamp":1,"plu')],
    ['the stamp was deleted', () => rmSync(join(bundle, '.asp-stamp.json'))],
    ['everything was deleted', () => rmSync(join(place.project, 'asp_modules/a'), { recursive: true })],
  ])('is whole again before a run when %s', async (_, damage) => {
    const whole = modulesOf(place);
    const home = treeOf(place.home);
    damage();
    expect(modulesOf(place)).not.toEqual(whole);
    // Neither the store nor the other target has seen any of it.
    expect(treeOf(place.home)).toEqual(home);
    await succeed(place, ['run', 'a', '--dry-run', '--registry', place.registry]);
    expect(contentOf(modulesOf(place))).toEqual(contentOf(whole));
    expect(treeOf(place.home)).toEqual(home);
  });

  it('shares no inode with the store', () => {
    expect(lstatSync(join(plugin, 'commands/greet.md')).nlink).toBe(1);
    expect(lstatSync(join(plugin, 'hooks/stop.sh')).mode & 0o777).toBe(0o755);
  });
});

/** A tree without the files that hold times of this machine. */
const contentOf = (tree: ReturnType<typeof treeOf>): ReturnType<typeof treeOf> =>
  Object.fromEntries(
    Object.entries(tree).filter(([path]) => !/\/?\.asp-(?:stamp|cache|snapshot)\.json$/.test(path)),
  );

describe('a @dev space', () => {
  it('is read from the working copy at every command: content, new and removed files, modes', async () => {
    const place = newPlace();
    publish(place, { base: { 'commands/greet.md': 'One.\n', 'scripts/tool': 'echo\n' } });
    writeTargets(place, { a: ['space:base@dev'] });
    await install(place);
    expect(Object.values(readLock(place).spaces)).toMatchObject([{ commit: 'dev', integrity: 'sha256:dev' }]);
    const lock = lockText(place);
    const source = join(place.registry, 'spaces/base');
    const plugin = join(place.project, 'asp_modules/a/plugins/000-base');

    writeFileSync(join(source, 'commands/greet.md'), 'Two.\n');
    await succeed(place, ['run', 'a', '--dry-run', '--registry', place.registry]);
    expect(readFileSync(join(plugin, 'commands/greet.md'), 'utf8')).toBe('Two.\n');
    chmodSync(join(source, 'scripts/tool'), 0o755);
    await install(place);
    expect(lstatSync(join(plugin, 'scripts/tool')).mode & 0o111).toBe(0o111);
    chmodSync(join(source, 'scripts/tool'), 0o644);
    await install(place);
    expect(lstatSync(join(plugin, 'scripts/tool')).mode & 0o111).toBe(0);
    writeFiles(source, { 'commands/new.md': 'New.\n' });
    rmSync(join(source, 'scripts'), { recursive: true });
    await install(place);
    expect(Object.keys(treeOf(plugin)).filter((path) => !path.endsWith('/'))).toEqual([
      '.claude-plugin/plugin.json',
      'commands/greet.md',
      'commands/new.md',
    ]);
    expect(lockText(place)).toBe(lock);
  });

  it('may be used where only what is committed is allowed, as long as it is', async () => {
    const place = newPlace();
    publish(place, { base: base('one') });
    writeTargets(place, { a: ['space:base@dev'] }, '\n[targets.a.resolver]\nallow_dirty = false\n');
    await install(place);
    writeFiles(place.registry, { 'spaces/base/commands/untracked.md': 'New.\n' });
    const refused = await runAsp(place, ['install', '--registry', place.registry]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('SELECTOR_RESOLUTION_ERROR');
  });
});

describe('asp build', () => {
  const place = newPlace();
  const build = (output: string): ReturnType<typeof runAsp> =>
    runAsp(place, ['build', 'a', '--registry', place.registry, '--output', output]);
  beforeAll(() => {
    publish(place, { base: { ...base('one'), 'hooks/hooks.json': '{"hooks":{}}' } });
    writeTargets(place, { a: ['space:base@^1'] });
  });

  it('before an install neither pins nor stores less than the install would', async () => {
    expect(await build('out')).toMatchObject({ exitCode: 0 });
    expect(existsSync(lockFile(place))).toBe(false);
    await install(place);
    const built = treeOf(join(place.project, 'out/plugins'));
    expect(treeOf(join(place.project, 'asp_modules/a/plugins'))).toEqual(built);
    expect(Object.keys(built)).toContain('000-base/hooks/hooks.json');
  });

  it.each<readonly [string, () => string]>([
    ['the project', () => '.'],
    ['the directory above the project', () => '..'],
    [
      'a symlink to the project',
      () => {
        symlinkSync(place.project, join(place.root, 'link'));
        return join(place.root, 'link');
      },
    ],
    ['the registry', () => place.registry],
    ['the store', () => place.home],
    ["asp_modules, which holds more than one bundle's worth", () => 'asp_modules'],
    [
      'a directory with something in it',
      () => {
        writeFiles(place.root, { 'thesis/chapter.tex': 'Years of work.\n' });
        return join(place.root, 'thesis');
      },
    ],
    ['a file', () => 'asp-targets.toml'],
  ])('does not write over %s', async (_, arrange) => {
    const output = arrange();
    const before = treeOf(place.root);
    const { exitCode, stderr } = await build(output);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/MATERIALIZATION_ERROR .* was not made by asp/);
    expect(treeOf(place.root)).toEqual(before);
  });

  it('rebuilds what it made itself, also through a symlink, which stays', async () => {
    const whole = contentOf(treeOf(join(place.project, 'out')));
    symlinkSync('out', join(place.project, 'out-link'));
    writeFileSync(join(place.project, 'out/settings.json'), 'broken');
    expect(await build('out-link')).toMatchObject({ exitCode: 0 });
    expect(contentOf(treeOf(join(place.project, 'out')))).toEqual(whole);
    expect(lstatSync(join(place.project, 'out-link')).isSymbolicLink()).toBe(true);
  });

  it('waits for nobody who is busy in the project, unless it writes there too', async () => {
    const lock = join(place.project, '.asp.lock');
    mkdirSync(lock);
    // Renewed in the future: however slow the machine, it does not look like the lock of a dead process.
    utimesSync(lock, Date.now() / 1000, Date.now() / 1000 + 3600);
    const hurried = (output: string): ReturnType<typeof runAsp> =>
      runAsp(place, ['build', 'a', '--registry', place.registry, '-o', output], { ASP_LOCK_TIMEOUT_MS: '1' });
    expect(await hurried(join(place.root, 'new/out'))).toMatchObject({ exitCode: 0 });
    expect(readdirSync(join(place.root, 'new'))).toEqual(['out']);
    const refused = await hurried('asp_modules/other');
    expect(refused.stderr).toContain('LOCK_TIMEOUT_ERROR');
    rmSync(lock, { recursive: true });
  });

  it('refuses a target that does not exist before it looks at the output', async () => {
    const before = treeOf(place.root);
    const { exitCode, stderr } = await runAsp(place, [
      'build',
      'nope',
      '--registry',
      place.registry,
      '-o',
      '.',
    ]);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no target "nope"') as string,
    });
    expect(treeOf(place.root)).toEqual(before);
  });
});

describe('the surroundings', () => {
  it('get nothing outside ASP_HOME and the project', async () => {
    const place = newPlace();
    publish(place, { base: base('one') });
    writeTargets(place, { a: ['space:base@^1'] });
    const user = join(place.root, 'user');
    mkdirSync(user);
    const env = { HOME: user, ASP_HOME: join(place.root, 'unused') };
    const common = ['--registry', place.registry, '--asp-home', place.home];
    for (const args of [
      ['install'],
      ['run', 'a', '--dry-run'],
      ['run', 'space:base@^1', '--dry-run'],
      ['build', 'a', '-o', 'out'],
      ['explain'],
      ['list'],
    ]) {
      await succeed(place, [...args, ...common], env);
    }
    expect(treeOf(user)).toEqual({});
    expect(readdirSync(place.root).sort()).toEqual(['home', 'project', 'registry', 'user']);
    expect(readdirSync(place.project).sort()).toEqual([
      'asp-lock.json',
      'asp-targets.toml',
      'asp_modules',
      'out',
    ]);
    expect(git(place.registry, 'status', '--porcelain')).toBe('');
  });

  it("do not change what is installed: a hook's git variables, the user's git configuration, attributes", async () => {
    const files = {
      'commands/zeilen.md': 'one\r\ntwo\n$Id$\n',
      'commands/héllo wörld.md': 'Grüße\n',
      'commands/日本語.md': 'こんにちは\n',
      'commands/it\'s "quoted"\t.md': 'quoted\n',
      'skills/überblick/SKILL.md': '---\nname: überblick\ndescription: d\n---\n',
    };
    const plain = newPlace();
    publish(plain, { base: files });
    writeTargets(plain, { a: ['space:base@^1'] });
    await install(plain);

    const odd = newPlace();
    publish(odd, { base: files });
    const attributes = '* text eol=crlf ident\ncommands export-ignore\n';
    writeFiles(odd.registry, { '.git/info/attributes': attributes });
    writeFiles(odd.root, {
      '.gitconfig':
        '[core]\n\tquotePath = true\n\tautocrlf = true\n\tignoreCase = true\n[log]\n\tshowSignature = true\n[color]\n\tui = always\n',
    });
    writeTargets(odd, { a: ['space:base@^1'] });
    const nowhere = join(odd.root, 'nowhere');
    const variables = Object.fromEntries(
      ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE', 'GIT_OBJECT_DIRECTORY', 'GIT_COMMON_DIR'].map((name) => [
        name,
        nowhere,
      ]),
    );
    await succeed(odd, ['install', '--registry', odd.registry], { ...variables, LANG: 'tr_TR.UTF-8' });

    const integrity = (place: Place): readonly string[] =>
      Object.values(readLock(place).spaces).map((space) => space.integrity);
    expect(integrity(odd)).toEqual(integrity(plain));
    const plugins = 'asp_modules/a/plugins';
    expect(treeOf(join(odd.project, plugins))).toEqual(treeOf(join(plain.project, plugins)));
    const plugin = join(odd.project, 'asp_modules/a/plugins/000-base');
    for (const [path, text] of Object.entries(files))
      expect(readFileSync(join(plugin, path), 'utf8')).toBe(text);
  });
});

describe('a registry cloned from a remote', () => {
  const place = newPlace();
  const origin = { ...place, registry: join(place.root, 'origin') };
  const command = ['install', '--update'];
  beforeAll(async () => {
    publish(origin, { base: base('one') });
    mkdirSync(place.home);
    git(place.root, 'clone', '-q', origin.registry, join(place.home, 'repo'));
    writeTargets(place, { a: ['space:base@^1'] });
    await succeed(place, ['install']);
  });

  it('is named by its remote in the lock', () => {
    expect(readLock(place).registry.url).toBe(origin.registry);
  });

  it('advances when a new version is asked for, and not with --no-fetch', async () => {
    publish(origin, { base: base('two') }, '1.1.0');
    await succeed(place, [...command, '--no-fetch']);
    expect(versionsIn(place, 'a')).toEqual(['base 1.0.0']);
    await succeed(place, ['install']);
    expect(versionsIn(place, 'a')).toEqual(['base 1.0.0']);
    await succeed(place, command);
    expect(versionsIn(place, 'a')).toEqual(['base 1.1.0']);
  });

  it('follows a moved dist-tag', async () => {
    writeFiles(origin.registry, { 'registry/dist-tags.json': '{ "base": { "stable": "v1.0.0" } }\n' });
    publish(origin, {});
    writeTargets(place, { a: ['space:base@stable'] });
    await succeed(place, command);
    expect(versionsIn(place, 'a')).toEqual(['base 1.0.0']);
    writeFileSync(join(origin.registry, 'registry/dist-tags.json'), '{ "base": { "stable": "v1.1.0" } }\n');
    publish(origin, {});
    await succeed(place, command);
    expect(versionsIn(place, 'a')).toEqual(['base 1.1.0']);
  });

  it('fetches a commit that a colleague has pinned', async () => {
    const copy = newPlace();
    cpSync(place.project, copy.project, { recursive: true });
    rmSync(join(copy.project, 'asp_modules'), { recursive: true });
    const clone = join(copy.home, 'repo');
    mkdirSync(copy.home);
    git(copy.root, 'clone', '-q', origin.registry, clone);
    publish(origin, { base: base('three') }, '1.2.0');
    writeTargets(place, { a: ['space:base@^1.2'] });
    await succeed(place, ['install']);
    cpSync(lockFile(place), lockFile(copy));
    writeFileSync(join(copy.project, 'asp-targets.toml'), targetsToml({ a: ['space:base@^1.2'] }));

    const refused = await runAsp(copy, ['install', '--no-fetch']);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/SNAPSHOT_ERROR[^]*without --no-fetch/);
    await succeed(copy, ['install']);
    expect(versionsIn(copy, 'a')).toEqual(['base 1.2.0']);
  });

  it('is fetched for a commit that the manifest pins, and not with --no-fetch', async () => {
    const commit = publish(origin, { base: base('unreleased') }, '1.3.0-rc.1');
    writeTargets(place, { a: [`space:base@git:${commit}`] });
    const refused = await runAsp(place, ['install', '--no-fetch']);
    expect(refused.stderr).toMatch(/SELECTOR_RESOLUTION_ERROR[^]*no such commit[^]*with --no-fetch/);
    await succeed(place, ['install']);
    expect(versionsIn(place, 'a')).toEqual([`base ${commit}`]);
    writeTargets(place, { a: ['space:base@^1.2'] });
    await succeed(place, ['install']);
  });

  it('is used as it is, with a notice, when the remote cannot be reached', async () => {
    rmSync(origin.registry, { recursive: true });
    const { stderr } = await succeed(place, command);
    expect(stderr).toMatch(
      /note Fetching from the remote origin .* failed: [^]*; using what the clone has\./,
    );
    expect(versionsIn(place, 'a')).toEqual(['base 1.2.0']);
  });
});
