import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install';
import { lockProject, type LockOptions, type LockResult } from './lock-project';
import { spaceToml, tempPlace, treeOf, writeFiles, type TempPlace } from './testing/temp-place';

const now = (): Date => new Date('2026-01-02T03:04:05Z');
const lockFile = ({ project }: TempPlace): string => join(project, 'asp-lock.json');
const lockText = (place: TempPlace): string => readFileSync(lockFile(place), 'utf8');
const lock = (place: TempPlace, options: LockOptions = {}): Promise<LockResult> =>
  place.run((session) => lockProject(session, options), { now });
const installAll = (place: TempPlace): Promise<unknown> =>
  place.run((session) => install(session, {}), { now });

/** The lock that an install of the same project, which knows nothing but the lock there is, would leave. */
async function installedLock(place: TempPlace): Promise<string> {
  const before = existsSync(lockFile(place)) ? lockText(place) : undefined;
  const moved = [join(place.project, 'asp_modules'), place.home].filter((path) => existsSync(path));
  for (const path of moved) renameSync(path, `${path}.aside`);
  await installAll(place);
  const text = lockText(place);
  for (const path of [join(place.project, 'asp_modules'), place.home]) rmSync(path, { recursive: true });
  for (const path of moved) renameSync(`${path}.aside`, path);
  if (before === undefined) rmSync(lockFile(place));
  else writeFileSync(lockFile(place), before);
  return text;
}

/** Commands that collide, plugins that collide, two versions of one space. */
function collidingPlace(): TempPlace {
  const place = tempPlace();
  const greeting = { 'commands/greet.md': 'Greet.\n' };
  place.publish('base', greeting);
  place.publish('base', greeting, '2.0.0');
  place.publish('other', { ...greeting, 'space.toml': spaceToml('other', '\n[plugin]\nname = "base"\n') });
  place.publish('alone');
  place.targets({
    web: ['space:base@^1', 'space:other@^1', 'space:base@^2'],
    api: ['space:alone@^1'],
  });
  return place;
}

describe('the lock by itself', () => {
  it('is to the byte the one that an install would write, warnings included, and nothing else is written', async () => {
    const place = collidingPlace();
    const expected = await installedLock(place);
    const before = treeOf(place.root);
    const result = await lock(place);
    expect(lockText(place)).toBe(expected);
    expect(result).toMatchObject({ kind: 'locked', text: expected });
    expect(result.lock.targets.get('web')?.warnings?.map(({ code }) => code)).toEqual([
      'W201',
      'W205',
      'W210',
    ]);
    expect(result.warnings.map(({ code }) => code)).toEqual(['W201', 'W205', 'W210']);
    rmSync(lockFile(place));
    expect(treeOf(place.root)).toEqual(before);
  });

  it('is told and not written in a dry run', async () => {
    const place = collidingPlace();
    const expected = await installedLock(place);
    const before = treeOf(place.root);
    const result = await lock(place, { dryRun: true });
    expect(result).toMatchObject({
      kind: 'planned',
      text: expected,
      changes: [
        { kind: 'target-added', target: 'web' },
        { kind: 'target-added', target: 'api' },
      ],
    });
    expect(treeOf(place.root)).toEqual(before);
  });

  it('stays the same file, however it is laid out, where nothing changes', async () => {
    const place = collidingPlace();
    await lock(place);
    const compact = JSON.stringify(JSON.parse(lockText(place)));
    writeFileSync(lockFile(place), compact);
    const { ino, mtimeMs } = statSync(lockFile(place));
    for (const options of [{}, { dryRun: true }, { frozen: true }, { update: true }]) {
      const { changes, text } = await lock(place, options);
      expect({ options, changes, text }).toEqual({ options, changes: [], text: compact });
    }
    expect(statSync(lockFile(place))).toMatchObject({ ino, mtimeMs });
  });

  it('drifts where the manifest asks for something else, and says so without a change', async () => {
    const place = collidingPlace();
    await lock(place);
    place.targets({ web: ['space:base@^1'] });
    const before = treeOf(place.root);
    expect(await lock(place, { frozen: true })).toMatchObject({
      kind: 'drift',
      changes: [
        { kind: 'compose-changed', target: 'web' },
        { kind: 'space-removed', id: 'other' },
        { kind: 'space-removed', id: 'base' },
        { kind: 'target-removed', target: 'api' },
      ],
    });
    expect(treeOf(place.root)).toEqual(before);
  });

  it('moves the pins of the targets that are named when it is asked to, and of no other', async () => {
    const place = tempPlace();
    place.publish('base');
    place.targets({ web: ['space:base@^1'], api: ['space:base@^1'] });
    await lock(place);
    place.publish('base', {}, '1.1.0');
    await lock(place);
    const pins = (): readonly (string | undefined)[] =>
      ['web', 'api'].map((name) => {
        const { targets, spaces } = JSON.parse(lockText(place)) as {
          targets: Record<string, { roots: string[] }>;
          spaces: Record<string, { resolvedFrom: { semver: string } }>;
        };
        return spaces[targets[name]?.roots[0] ?? '']?.resolvedFrom.semver;
      });
    expect(pins()).toEqual(['1.0.0', '1.0.0']);
    await lock(place, { update: true, targets: ['api'] });
    expect(pins()).toEqual(['1.0.0', '1.1.0']);
  });

  it('knows what a @dev space has come to collide with, as an install does', async () => {
    const place = tempPlace();
    place.publish('base', { 'commands/greet.md': 'Greet.\n' });
    place.publish('mine');
    place.targets({ web: ['space:base@^1', 'space:mine@dev'] });
    await installAll(place);
    expect((await lock(place)).changes).toEqual([]);
    writeFiles(place.registry, { 'spaces/mine/commands/greet.md': 'Greet too.\n' });
    expect(await lock(place, { frozen: true })).toMatchObject({ kind: 'locked', changes: [] });
    const expected = await installedLock(place);
    expect(await lock(place)).toMatchObject({
      changes: [{ kind: 'rewritten', target: 'web', fields: ['warnings'] }],
    });
    expect(lockText(place)).toBe(expected);
    expect(expected).toContain('W201');
  });

  it('is not written for a space that cannot become a plugin', async () => {
    const place = tempPlace();
    place.publish('broken', { 'bin/tool': { link: '../../../outside' } });
    place.targets({ web: ['space:broken@^1'] });
    await expect(lock(place)).rejects.toMatchObject({ code: 'MATERIALIZATION_ERROR' });
    await expect(lock(place, { dryRun: true })).rejects.toMatchObject({ code: 'MATERIALIZATION_ERROR' });
    expect(existsSync(lockFile(place))).toBe(false);
  });

  it('holds where its pins stay and their commits are not here, as in a shallow clone, with a notice', async () => {
    const place = collidingPlace();
    await lock(place);
    const text = lockText(place);
    const empty = tempPlace();
    empty.publish('alone');
    const result = await place.run((session) => lockProject(session, {}), { now, registry: empty.registry });
    expect(result).toMatchObject({ kind: 'locked', changes: [], text });
    expect(place.notices).toContainEqual(
      expect.stringContaining('What the lock says of target "web" was not looked at again'),
    );
    place.targets({ web: ['space:alone@^1', 'space:base@^1'], api: ['space:alone@^1'] });
    await expect(
      place.run((session) => lockProject(session, {}), { now, registry: empty.registry }),
    ).rejects.toMatchObject({ code: 'SNAPSHOT_ERROR' });
    expect(lockText(place)).toBe(text);
  });

  it('is written once and whole by many at once', async () => {
    const place = collidingPlace();
    const expected = await installedLock(place);
    const results = await Promise.all(
      [['web'], ['api'], [], ['web', 'api']].map((targets) => lock(place, { targets })),
    );
    expect(results.every(({ kind }) => kind === 'locked')).toBe(true);
    expect(JSON.parse(lockText(place))).toEqual(JSON.parse(expected));
    expect(existsSync(join(place.project, '.asp.lock'))).toBe(false);
  });
});
