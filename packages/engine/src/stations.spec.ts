import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { composeTarget, type ComposeResult } from './compose-target';
import { install } from './install';
import { lockProject } from './lock-project';
import { materializeTarget, type MaterializeResult } from './materialize-target';
import type { TargetOptions } from './open-locked-target';
import type { Session } from './session';
import { snapshotTarget, type SnapshotResult } from './snapshot-target';
import { spaceToml, tempPlace, treeOf, writeFiles, type TempPlace } from './testing/temp-place';
import { verifyTarget, type VerifyResult } from './verify-target';

const MCP = JSON.stringify({
  mcpServers: {
    facts: { command: 'node', args: ['${CLAUDE_PLUGIN_ROOT}/server.mjs', '--in=${CLAUDE_PROJECT_DIR}'] },
  },
});
const HOOKS = JSON.stringify({
  hooks: { Stop: [{ hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}"/hooks/stop.sh' }] }] },
});
const SPACES = {
  base: {
    'commands/greet.md': 'Greet.\n',
    'hooks/hooks.json': HOOKS,
    'hooks/stop.sh': '#!/bin/sh\nexit 0\n',
  },
  app: {
    'mcp/mcp.json': MCP,
    'server.mjs': '',
    'skills/app/SKILL.md': '---\nname: app\ndescription: d\n---\n',
  },
};

/** A project whose target `web` loads two published spaces, and `api` one. */
function newPlace(): TempPlace {
  const place = tempPlace();
  publishIn(place);
  place.targets({ web: ['space:base@^1', 'space:app@^1'], api: ['space:base@^1'] });
  return place;
}
function publishIn(place: TempPlace): void {
  for (const [id, files] of Object.entries(SPACES)) place.publish(id, files);
}

const of =
  <Result>(station: (session: Session, options: TargetOptions) => Promise<Result>) =>
  (place: TempPlace, target = 'web'): Promise<Result> =>
    place.run((session) => station(session, { target }));
const mine = (more: string): Record<string, string> => ({
  'spaces/mine/space.toml': spaceToml('mine', more),
});

const snapshot: (place: TempPlace, target?: string) => Promise<SnapshotResult> = of(snapshotTarget);
const materialize: (place: TempPlace, target?: string) => Promise<MaterializeResult> = of(materializeTarget);
const compose: (place: TempPlace, target?: string) => Promise<ComposeResult> = of(composeTarget);
const verify: (place: TempPlace, target?: string) => Promise<VerifyResult> = of(verifyTarget);
const lock = (place: TempPlace): Promise<unknown> => place.run((session) => lockProject(session, {}));
const installAll = (place: TempPlace): Promise<unknown> => place.run((session) => install(session, {}));

const modules = (place: TempPlace, path = ''): string => join(place.project, 'asp_modules', path);
const differencesOf = async (place: TempPlace): Promise<readonly string[]> =>
  (await verify(place)).differences.map(({ kind, path }) => `${kind} ${path}`);

/** What a cache does with an output: other files of the same content and mode. */
function restore(path: string): void {
  cpSync(path, `${path}.saved`, { recursive: true });
  rmSync(path, { recursive: true });
  renameSync(`${path}.saved`, path);
}

describe('the stations one by one', () => {
  it('make what an install makes, to the byte and the mode', async () => {
    const [place, other] = [newPlace(), newPlace()];
    await installAll(other);
    await lock(place);
    expect(existsSync(place.home)).toBe(false);
    for (const target of ['web', 'api']) {
      await snapshot(place, target);
      await materialize(place, target);
      await compose(place, target);
    }
    expect(treeOf(modules(place, 'web/plugins'))).toEqual(treeOf(modules(other, 'web/plugins')));
    expect(treeOf(modules(place, 'api/plugins'))).toEqual(treeOf(modules(other, 'api/plugins')));
    const textOf = (where: TempPlace, file: string): string =>
      readFileSync(modules(where, `web/${file}`), 'utf8').replaceAll(where.root, '');
    for (const file of ['settings.json', 'mcp.json', '.asp-bundle.json'])
      expect(textOf(place, file)).toBe(textOf(other, file));
    for (const kind of ['snapshots', 'cache'])
      expect(readdirSync(join(place.home, kind)).sort()).toEqual(readdirSync(join(other.home, kind)).sort());
    expect(readdirSync(place.project).sort()).toEqual(['asp-lock.json', 'asp-targets.toml', 'asp_modules']);

    const before = treeOf(place.root);
    const installed = await place.run((session) => install(session, { scrutiny: 'files' }));
    expect(installed).toMatchObject({ changes: [], targets: [{ composed: false }, { composed: false }] });
    expect(treeOf(place.root)).toEqual(before);
  });

  it('find nothing to do the second time', async () => {
    const place = newPlace();
    await lock(place);
    const first = await snapshot(place);
    expect(first.snapshots.map(({ added }) => added)).toEqual([true, true]);
    expect(first.snapshots.map(({ directory }) => existsSync(directory))).toEqual([true, true]);
    expect((await snapshot(place)).snapshots.map(({ added }) => added)).toEqual([false, false]);
    const made = await materialize(place);
    expect(made).toMatchObject({
      name: 'web',
      materialized: true,
      directory: modules(place, 'web/plugins'),
      pluginDirectories: [modules(place, 'web/plugins/000-base'), modules(place, 'web/plugins/001-app')],
    });
    const { pluginDirectories } = made;
    expect(await materialize(place)).toMatchObject({ pluginDirectories, materialized: false });
    const composed = await compose(place);
    expect(composed).toMatchObject({ name: 'web', composed: true });
    const before = treeOf(place.root);
    expect(await compose(place)).toMatchObject({ bundle: composed.bundle, composed: false });
    expect(await materialize(place)).toMatchObject({ pluginDirectories, materialized: false });
    expect(treeOf(place.root)).toEqual(before);
  });

  it('record a bundle in the same bytes in every place, with names for what is local', async () => {
    const [place, other] = [newPlace(), newPlace()];
    for (const each of [place, other]) {
      await lock(each);
      await compose(each);
    }
    const record = (where: TempPlace): string => readFileSync(modules(where, 'web/.asp-bundle.json'), 'utf8');
    expect(record(place)).toBe(record(other));
    expect(record(place)).not.toContain(place.root);
    const { settings, mcp, notes } = JSON.parse(record(place)) as Record<string, unknown>;
    expect(settings).toMatchObject({ permissions: { allow: ['Read(/${ASP_TARGET_DIR}/plugins/**)'] } });
    expect(mcp).toEqual({
      mcpServers: {
        facts: {
          command: 'node',
          args: ['${ASP_TARGET_DIR}/plugins/001-app/server.mjs', '--in=${ASP_PROJECT_DIR}'],
        },
      },
    });
    expect(notes).toMatchObject([{ code: 'W206', location: { file: 'spaces/base/hooks/stop.sh' } }]);
  });

  it('leave what else lies in the bundle to the next one', async () => {
    const place = newPlace();
    await lock(place);
    await compose(place);
    place.targets({ web: ['space:base@^1'], api: ['space:base@^1'] });
    await lock(place);
    const settings = statSync(modules(place, 'web/settings.json'));
    await materialize(place);
    expect(readdirSync(modules(place, 'web/plugins'))).toEqual(['000-base']);
    expect(statSync(modules(place, 'web/settings.json'))).toEqual(settings);
    expect(existsSync(modules(place, 'web/mcp.json'))).toBe(true);
    expect(await compose(place)).toMatchObject({ composed: true, bundle: { mcpConfig: undefined } });
    expect(existsSync(modules(place, 'web/mcp.json'))).toBe(false);
  });

  it('take what they need of the earlier ones themselves, also with an empty store', async () => {
    const place = newPlace();
    await lock(place);
    await compose(place);
    const whole = treeOf(modules(place, 'web'));
    rmSync(place.home, { recursive: true });
    rmSync(modules(place), { recursive: true });
    await materialize(place);
    await compose(place);
    expect(treeOf(modules(place, 'web'))).toEqual(whole);
    expect(await snapshot(place)).toMatchObject({ snapshots: [{ added: false }, { added: false }] });
  });

  it('keep the pins of a target that an install would resolve anew', async () => {
    const place = newPlace();
    place.targets({ web: ['space:base@^1'] }, '\n[targets.web.resolver]\nlocked = false\n');
    await lock(place);
    const text = readFileSync(join(place.project, 'asp-lock.json'), 'utf8');
    place.publish('base', { ...SPACES.base, 'commands/greet.md': 'Newer.\n' }, '1.1.0');
    await compose(place);
    expect(readFileSync(modules(place, 'web/plugins/000-base/commands/greet.md'), 'utf8')).toBe('Greet.\n');
    expect(readFileSync(join(place.project, 'asp-lock.json'), 'utf8')).toBe(text);
  });
});

describe('a station after the lock', () => {
  const stations = { snapshot, materialize, compose, verify };
  it.each(Object.entries(stations))('is refused without a lock: %s', async (_, station) => {
    const place = newPlace();
    const before = treeOf(place.root);
    await expect(station(place)).rejects.toMatchObject({
      code: 'RESOLUTION_ERROR',
      location: { file: join(place.project, 'asp-targets.toml'), pointer: '/targets/web' },
      hint: expect.stringMatching(/asp install.*nx sync.*asp-resolve/) as string,
    });
    expect(treeOf(place.root)).toEqual(before);
  });

  it.each<readonly [string, (place: TempPlace) => void]>([
    ['the manifest asks for something else', (place) => place.targets({ web: ['space:base@^1'] })],
    [
      'a @dev space needs another space now',
      ({ registry }) => writeFiles(registry, mine('[deps]\nspaces = ["space:app@^1"]\n')),
    ],
    [
      'a @dev space goes by another name now',
      ({ registry }) => writeFiles(registry, mine('[plugin]\nname = "other"\n')),
    ],
  ])('is refused with a lock that is not current: %s', async (_, change) => {
    const place = newPlace();
    place.publish('mine');
    place.targets({ web: ['space:base@^1', 'space:mine@dev'] });
    await lock(place);
    change(place);
    const before = treeOf(place.root);
    for (const station of Object.values(stations)) {
      await expect(station(place)).rejects.toMatchObject({
        code: 'RESOLUTION_ERROR',
        message: 'The lock is not what target "web" asks for now.',
      });
    }
    expect(treeOf(place.root)).toEqual(before);
  });

  it('is refused for a target that the lock does not have yet', async () => {
    const place = newPlace();
    await lock(place);
    place.targets({ more: ['space:base@^1'] });
    for (const station of Object.values(stations)) {
      await expect(station(place, 'more')).rejects.toMatchObject({
        code: 'RESOLUTION_ERROR',
        message: 'The lock has nothing of target "more" yet.',
      });
    }
  });

  it('minds no other target, and knows its own', async () => {
    const place = newPlace();
    await lock(place);
    place.targets({ web: ['space:base@^1', 'space:app@^1'], api: ['space:app@^1'] });
    expect(await compose(place)).toMatchObject({ composed: true });
    await expect(compose(place, 'wbe')).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      hint: 'Did you mean "web"?',
    });
  });

  it.each<readonly [string, RegExp, string, string]>([
    [
      'the hash of a space',
      /"integrity": "sha256:[0-9a-f]{64}"/,
      `"integrity": "sha256:${'0'.repeat(64)}"`,
      'RESOLUTION_ERROR',
    ],
    ['the version of a plugin', /"version": "1.0.0"/, '"version": "9.9.9"', 'INTEGRITY_ERROR'],
  ])('is refused where %s was edited in the lock', async (_, text, other, code) => {
    const place = newPlace();
    await lock(place);
    const file = join(place.project, 'asp-lock.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(text, other));
    for (const station of [materialize, compose, verify])
      await expect(station(place)).rejects.toMatchObject({ code });
    expect(existsSync(modules(place))).toBe(false);
  });
});

describe('what a cache restored', () => {
  it('is kept when it is right, and the bundle is current again', async () => {
    const place = newPlace();
    await lock(place);
    await compose(place);
    restore(modules(place, 'web/plugins'));
    restore(modules(place, 'web/.asp-bundle.json'));
    for (const file of ['settings.json', 'mcp.json', '.asp-stamp.json'])
      rmSync(modules(place, `web/${file}`));
    const { ino } = statSync(modules(place, 'web/plugins/000-base/hooks/stop.sh'));
    expect(await differencesOf(place)).toEqual(['missing settings.json', 'missing mcp.json']);
    expect(await compose(place)).toMatchObject({ composed: true });
    expect(statSync(modules(place, 'web/plugins/000-base/hooks/stop.sh')).ino).toBe(ino);
    expect(await compose(place)).toMatchObject({ composed: false });
    expect(await differencesOf(place)).toEqual([]);
  });

  it.each<readonly [string, (bundle: string) => void, string]>([
    [
      'a hook was tampered with',
      (bundle) => appendFileSync(join(bundle, 'plugins/000-base/hooks/stop.sh'), 'evil\n'),
      'changed plugins/000-base/hooks/stop.sh',
    ],
    [
      'a file was added',
      (bundle) => writeFileSync(join(bundle, 'plugins/000-base/.mcp.json'), '{}'),
      'extra plugins/000-base/.mcp.json',
    ],
    [
      'a mode was changed',
      (bundle) => chmodSync(join(bundle, 'plugins/000-base/commands/greet.md'), 0o755),
      'mode plugins/000-base/commands/greet.md',
    ],
    ['a plugin was added', (bundle) => mkdirSync(join(bundle, 'plugins/002-evil')), 'extra plugins/002-evil'],
    [
      'the settings were edited',
      (bundle) => writeFileSync(join(bundle, 'settings.json'), '{}'),
      'changed settings.json',
    ],
    [
      'the servers were edited',
      (bundle) => writeFileSync(join(bundle, 'mcp.json'), '{}'),
      'changed mcp.json',
    ],
    [
      'the record was edited',
      (bundle) => writeFileSync(join(bundle, '.asp-bundle.json'), '{}'),
      'changed .asp-bundle.json',
    ],
  ])('is named by verify and put right by compose where %s', async (_, disturb, difference) => {
    const place = newPlace();
    await lock(place);
    await compose(place);
    const whole = treeOf(modules(place, 'web'));
    restore(modules(place, 'web/plugins'));
    disturb(modules(place, 'web'));
    const before = treeOf(place.root);
    expect(await differencesOf(place)).toEqual([difference]);
    expect(treeOf(place.root)).toEqual(before);
    expect(await compose(place)).toMatchObject({ composed: true });
    expect(treeOf(modules(place, 'web'))).toEqual(whole);
    expect(await differencesOf(place)).toEqual([]);
  });

  it('is compared with the spaces themselves: a store that lies does not help', async () => {
    const place = newPlace();
    await lock(place);
    await compose(place);
    const cached = readdirSync(join(place.home, 'cache')).map((key) => join(place.home, 'cache', key));
    const hook = cached.map((entry) => join(entry, 'hooks/stop.sh')).find((file) => existsSync(file)) ?? '';
    const evil = '#!/bin/sh\nexit 6\n';
    for (const file of [hook, modules(place, 'web/plugins/000-base/hooks/stop.sh')]) {
      rmSync(file);
      writeFileSync(file, evil, { mode: 0o755 });
    }
    expect(await differencesOf(place)).toEqual(['changed plugins/000-base/hooks/stop.sh']);
  });
});

describe('a bundle that many work on', () => {
  it('is whole and current after installs, materializations and compositions at the same time', async () => {
    const [place, other] = [newPlace(), newPlace()];
    await lock(place);
    await installAll(other);
    await Promise.all([
      ...[1, 2].flatMap(() => [compose(place), materialize(place), installAll(place)]),
      ...['api', 'web'].flatMap((target) => [
        materialize(place, target),
        compose(place, target),
        snapshot(place, target),
      ]),
    ]);
    expect(treeOf(modules(place, 'web/plugins'))).toEqual(treeOf(modules(other, 'web/plugins')));
    expect(await differencesOf(place)).toEqual([]);
    expect(readdirSync(modules(place)).sort()).toEqual(['api', 'web']);
    expect(await compose(place)).toMatchObject({ composed: false });
    expect(existsSync(join(place.project, '.asp.lock'))).toBe(false);
  });

  it('is made once', async () => {
    const place = newPlace();
    await lock(place);
    const made = await Promise.all(Array.from({ length: 4 }, () => compose(place)));
    expect(made.filter(({ composed }) => composed)).toHaveLength(1);
  });

  it('is written to by one at a time, and waited for by nobody who finds it as it should be', async () => {
    const place = newPlace();
    await lock(place);
    await compose(place, 'api');
    const held = join(place.project, '.asp.lock');
    mkdirSync(held);
    // Renewed in the future: however slow the machine, it does not look like the lock of a dead process.
    utimesSync(held, Date.now() / 1000, Date.now() / 1000 + 3600);
    const env = { HOME: place.root, ASP_LOCK_TIMEOUT_MS: '1' };
    const hurried = (work: (session: Session) => Promise<unknown>): Promise<unknown> =>
      place.run(work, { env });
    for (const station of [materializeTarget, composeTarget]) {
      await expect(hurried((session) => station(session, { target: 'web' }))).rejects.toMatchObject({
        code: 'LOCK_TIMEOUT_ERROR',
      });
      await hurried((session) => station(session, { target: 'api' }));
    }
    for (const station of [snapshotTarget, verifyTarget])
      await hurried((session) => station(session, { target: 'web' }));
    rmSync(held, { recursive: true });
  });

  it('is made whole after one that was killed, and its leftovers go', async () => {
    const place = newPlace();
    await lock(place);
    await compose(place);
    const whole = treeOf(modules(place, 'web'));
    // As killed between the two renames of the plugins: the old ones are away, and some of the new ones with them.
    const staging = modules(place, '.web.new-0123456789ab');
    mkdirSync(join(staging, 'trash'), { recursive: true });
    renameSync(modules(place, 'web/plugins'), join(staging, 'trash/0123456789ab'));
    writeFileSync(modules(place, 'web/.asp-stamp.json'), '{"stamp":1,"plugins":[]}');
    const dead = join(place.project, '.asp.lock');
    mkdirSync(dead);
    utimesSync(dead, 0, 0);
    expect(await materialize(place)).toMatchObject({ materialized: true });
    expect(await compose(place)).toMatchObject({ composed: true });
    expect(treeOf(modules(place, 'web'))).toEqual(whole);
    expect(readdirSync(modules(place))).toEqual(['web']);
  });
});

describe('asp_modules', () => {
  it('loses the plugins of a removed target that were never composed', async () => {
    const place = newPlace();
    await lock(place);
    await materialize(place, 'api');
    rmSync(modules(place, 'api/.asp-stamp.json'));
    place.targets({ web: ['space:base@^1'] });
    const installed = await place.run((session) => install(session, {}));
    expect(installed).toMatchObject({ removed: ['api'] });
    expect(readdirSync(modules(place))).toEqual(['web']);
  });
});
