import { join } from 'node:path';
import { executorContext } from '../../testing/executor-context';
import { gitWorkspace, spaceToml } from '../../testing/git-workspace';
import { captureTold } from '../../testing/told';
import publishExecutor from './publish.impl';
import type { PublishExecutorSchema } from './schema';

const ids = ['a', 'b', 'c', 'd'];
const workspace = gitWorkspace({
  ...Object.fromEntries(
    ids.flatMap((id) => [
      [`spaces/${id}/space.toml`, spaceToml(id)],
      [`spaces/${id}/commands/x.md`, 'x\n'],
    ]),
  ),
  'libs/a/space.toml': spaceToml('a'),
});

const TARGET = { executor: '@agent-spaces/nx:publish', options: { registry: '.' } };

const run = (
  id: string,
  options: PublishExecutorSchema = {},
  root = `spaces/${id}`,
): Promise<{ success: boolean }> =>
  publishExecutor({ registry: '.', ...options }, executorContext(workspace.root, { [id]: root }, TARGET));

const state = (): string => workspace.git('for-each-ref') + workspace.git('status', '--porcelain');
const distTags = (): unknown => JSON.parse(workspace.read('registry/dist-tags.json') ?? '{}');

describe('the executor publish', () => {
  const told = captureTold();

  it('changes nothing in a dry run, be it told by its option or by the environment', async () => {
    const before = state();
    expect(await run('a', { dryRun: true })).toEqual({ success: true });
    const { NX_DRY_RUN } = process.env;
    process.env['NX_DRY_RUN'] = 'true';
    try {
      expect(await run('a')).toEqual({ success: true });
    } finally {
      if (NX_DRY_RUN === undefined) delete process.env['NX_DRY_RUN'];
      else process.env['NX_DRY_RUN'] = NX_DRY_RUN;
    }
    expect(told().filter((line) => line === 'a 1.0.0 would be published.')).toHaveLength(2);
    expect(state()).toBe(before);
  });

  it('changes nothing where it runs along with a task that only plans', async () => {
    const before = state();
    const context = executorContext(workspace.root, { a: 'spaces/a' }, TARGET);
    const task = (id: string, overrides: object) => ({
      id,
      target: { project: id, target: 'deploy' },
      overrides,
      outputs: [],
      parallelism: true,
    });
    const taskGraph = {
      roots: [],
      tasks: { 'a:p': task('a:p', {}), 'app:deploy': task('app:deploy', { dryRun: true }) },
      dependencies: {},
      continuousDependencies: {},
    };
    const planned = await publishExecutor({ registry: '.' }, { ...context, taskGraph });
    expect(planned).toEqual({ success: true });
    expect(told()).toContain('a 1.0.0 would be published.');
    expect(state()).toBe(before);
  });

  it('publishes many at once, one after the other', async () => {
    const results = await Promise.all(ids.map((id) => run(id)));
    expect(results).toEqual(ids.map(() => ({ success: true })));
    expect(distTags()).toEqual(Object.fromEntries(ids.map((id) => [id, { latest: 'v1.0.0' }])));
    expect(workspace.git('tag').split('\n')).toEqual(
      ids.flatMap((id) => [`${id}--v1.0.0`, `space/${id}/v1.0.0`]).sort(),
    );
    expect(workspace.git('status', '--porcelain')).toBe('');
  });

  it('moves the dist-tag that nx release names, and takes its other options for what they are', async () => {
    const options = { tag: 'next', registry: 'https://registry.npmjs.org/', otp: 123456, access: 'public' };
    expect(await run('a', { ...options, firstRelease: true })).toEqual({ success: true });
    expect(distTags()).toMatchObject({ a: { latest: 'v1.0.0', next: 'v1.0.0' } });
  });

  it('skips a space that nx release found no new version for', async () => {
    const before = state();
    const nxReleaseVersionData = { a: { newVersion: null } };
    expect(await run('a', { tag: 'skipped', nxReleaseVersionData })).toEqual({ success: true });
    expect(told()).toEqual(['a was skipped: nx release found no new version for it.']);
    expect(state()).toBe(before);
  });

  it('fails where space.toml does not say the version that nx release made', async () => {
    const before = state();
    const nxReleaseVersionData = { a: { newVersion: '1.1.0' } };
    expect(await run('a', { nxReleaseVersionData })).toEqual({ success: false });
    expect(told()[0]).toBe('CONFIG_ERROR "a" is version 1.0.0, not 1.1.0.');
    expect(state()).toBe(before);
  });

  it('believes in a dry run that the version step would have written it', async () => {
    const nxReleaseVersionData = { a: { newVersion: '1.1.0' } };
    // 1.0.0 is published, and what would be 1.1.0 is not what was.
    workspace.commit({ 'spaces/a/commands/y.md': 'y\n' });
    const before = state();
    expect(await run('a', { dryRun: true, nxReleaseVersionData })).toEqual({ success: true });
    expect(told()).toEqual(['a 1.1.0 would be published once its space.toml says so.']);
    expect(state()).toBe(before);
  });

  it('says by which command a dist-tag moves that stayed, because nx release itself knows no such option', async () => {
    const distTags = JSON.stringify({
      ...Object(JSON.parse(workspace.read('registry/dist-tags.json') ?? '')),
      e: { latest: 'v3.0.0' },
    });
    workspace.commit({
      'spaces/e/space.toml': spaceToml('e'),
      'spaces/e/commands/x.md': 'x\n',
      'registry/dist-tags.json': distTags,
    });
    expect(await run('e', { dryRun: true })).toEqual({ success: true });
    expect(told().join('\n')).toContain('name it: nx release publish --tag=latest');
  });

  it('never publishes another directory than that of the project', async () => {
    const before = state();
    expect(await run('a', {}, 'libs/a')).toEqual({ success: false });
    expect(told()[0]).toContain(`${join(workspace.root, 'libs/a')} is not where the registry`);
    expect(state()).toBe(before);
  });
});
