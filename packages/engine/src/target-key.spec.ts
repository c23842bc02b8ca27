import { chmodSync, cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install';
import { targetKey, type TargetKey } from './target-key';
import { tempPlace, writeFiles, type TempPlace } from './testing/temp-place';

async function lockedPlace(): Promise<TempPlace> {
  const place = tempPlace();
  place.publish('base', { 'commands/greet.md': 'Greet.\n' });
  place.publish('mine', { 'scripts/tool': 'echo\n' });
  place.targets({ web: ['space:base@^1', 'space:mine@dev'], api: ['space:base@^1'] });
  await place.run((session) => install(session, {}));
  return place;
}

const keyOf = (
  { project, registry, root }: Pick<TempPlace, 'project' | 'registry' | 'root'>,
  target = 'web',
): Promise<TargetKey> =>
  targetKey({ projectRoot: project, registryDirectory: registry, target, workspaceRoot: root });

describe('the key of a target', () => {
  it('names what its bundle is made of, and nothing of this machine', async () => {
    const place = await lockedPlace();
    const key = await keyOf(place);
    expect(key).toMatchObject({ state: 'current', outside: [] });
    expect(Object.keys(key.parts)).toEqual([
      'materializer',
      expect.stringMatching(/^base@[0-9a-f]{12}$/),
      'mine@dev',
      'claude',
    ]);
    expect(JSON.stringify(key)).not.toContain(place.root);

    const elsewhere = join(tempPlace().root, 'copy');
    cpSync(place.root, elsewhere, { recursive: true });
    const copy = {
      root: elsewhere,
      project: join(elsewhere, 'project'),
      registry: join(elsewhere, 'registry'),
    };
    rmSync(join(elsewhere, 'home'), { recursive: true });
    rmSync(join(copy.project, 'asp_modules'), { recursive: true });
    expect(await keyOf(copy)).toEqual(key);
  });

  it.each<readonly [string, (place: TempPlace) => void]>([
    [
      'a file of a @dev space',
      ({ registry }) => writeFiles(registry, { 'spaces/mine/scripts/tool': 'exit\n' }),
    ],
    ['a new file of it', ({ registry }) => writeFiles(registry, { 'spaces/mine/commands/new.md': '' })],
    [
      'the mode of a file of it',
      ({ registry }) => chmodSync(join(registry, 'spaces/mine/scripts/tool'), 0o755),
    ],
    ['that it is gone', ({ registry }) => rmSync(join(registry, 'spaces/mine'), { recursive: true })],
    [
      'the options of the target',
      ({ project }) => {
        const file = join(project, 'asp-targets.toml');
        writeFileSync(file, `${readFileSync(file, 'utf8')}\n[targets.web.claude]\nmodel = "opus"\n`);
      },
    ],
    [
      'the options of the project',
      ({ project }) => {
        const file = join(project, 'asp-targets.toml');
        writeFileSync(file, `${readFileSync(file, 'utf8')}\n[claude]\npermission_mode = "plan"\n`);
      },
    ],
    [
      'a pin',
      ({ project }) => {
        const file = join(project, 'asp-lock.json');
        const other = `"integrity": "sha256:${'0'.repeat(64)}"`;
        writeFileSync(file, readFileSync(file, 'utf8').replace(/"integrity": "sha256:[0-9a-f]{64}"/, other));
      },
    ],
  ])('changes with %s', async (what, change) => {
    const place = await lockedPlace();
    const before = await keyOf(place);
    change(place);
    const after = await keyOf(place);
    expect(after).toMatchObject({ state: 'current' });
    expect(after.bundle).not.toBe(before.bundle);
    expect(after.plugins === before.plugins).toBe(what.startsWith('the options'));
  });

  it('changes with the order of loading, though nothing else does', async () => {
    const place = await lockedPlace();
    const before = await keyOf(place);
    const file = join(place.project, 'asp-lock.json');
    const lock = JSON.parse(readFileSync(file, 'utf8')) as { targets: { web: { loadOrder: string[] } } };
    lock.targets.web.loadOrder.reverse();
    writeFileSync(file, JSON.stringify(lock));
    const after = await keyOf(place);
    expect(after.parts).toEqual(before.parts);
    expect(after.bundle).not.toBe(before.bundle);
    expect(after.plugins).not.toBe(before.plugins);
  });

  it('stays with what makes no difference: other targets, warnings, times, files of other spaces', async () => {
    const place = await lockedPlace();
    const before = await keyOf(place);
    const api = await keyOf(place, 'api');
    writeFiles(place.registry, { 'spaces/base/commands/greet.md': 'Not pinned.\n' });
    const file = join(place.project, 'asp-lock.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/"generatedAt": ".*"/, '"generatedAt": "2020-01-01T00:00:00Z"'),
    );
    expect(await keyOf(place)).toEqual(before);
    writeFiles(place.registry, { 'spaces/mine/scripts/tool': 'exit\n' });
    expect(await keyOf(place, 'api')).toEqual(api);
  });

  it('is another one, and says so, where the lock does not hold for the target', async () => {
    const place = await lockedPlace();
    const { bundle } = await keyOf(place);
    place.targets({ web: ['space:mine@dev', 'space:base@^1'], more: ['space:base@^1'] });
    const outdated = await keyOf(place);
    expect(outdated).toMatchObject({ state: 'outdated' });
    expect(await keyOf(place, 'more')).toMatchObject({ state: 'unlocked' });
    rmSync(join(place.project, 'asp-lock.json'));
    const unlocked = await keyOf(place);
    expect(unlocked).toMatchObject({ state: 'unlocked', outside: [] });
    expect(new Set([bundle, outdated.bundle, unlocked.bundle]).size).toBe(3);
    await expect(keyOf(place, 'nope')).rejects.toMatchObject({ code: 'CONFIG_ERROR' });
  });

  it('tells of @dev spaces whose files nobody in the workspace watches', async () => {
    const place = await lockedPlace();
    const { project: projectRoot, registry: registryDirectory } = place;
    const request = { projectRoot, registryDirectory, target: 'web' };
    expect((await targetKey({ ...request, workspaceRoot: registryDirectory })).outside).toEqual([]);
    expect((await targetKey({ ...request, workspaceRoot: projectRoot })).outside).toEqual(['mine']);
    expect((await targetKey(request)).outside).toEqual(['mine']);
    expect((await targetKey({ ...request, target: 'api' })).outside).toEqual([]);
    // A name in the workspace that leads out of it.
    cpSync(join(registryDirectory, 'spaces/mine'), join(place.root, 'elsewhere'), { recursive: true });
    rmSync(join(registryDirectory, 'spaces/mine'), { recursive: true });
    symlinkSync(join(place.root, 'elsewhere'), join(registryDirectory, 'spaces/mine'));
    expect((await targetKey({ ...request, workspaceRoot: registryDirectory })).outside).toEqual(['mine']);
  });
});
