import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CustomHasher, Hash, TargetConfiguration } from '@nx/devkit';
import { setWorkspaceRoot, workspaceRoot } from 'nx/src/utils/workspace-root';
import resolveExecutor from '../executors/resolve/resolve.impl';
import { spaceToml } from '../testing/git-workspace';
import { declaredHash, hashContext, recordingHasher, taskOf } from '../testing/hashing';
import {
  BASE_FILES,
  PROJECT,
  runTargetWorkspace,
  type RunTargetWorkspace,
} from '../testing/run-target-workspace';
import { captureTold } from '../testing/told';
import hashBundle from './bundle-hasher';
import hashPlugins from './plugins-hasher';

const started = workspaceRoot;
afterAll(() => setWorkspaceRoot(started));

const LOCK_INPUT = 'shop:json:apps/web/asp-lock.json[targets.web.envHash]';
const NODES = { [LOCK_INPUT]: '1', 'shop:ProjectConfiguration': '2', 'mine:{projectRoot}/**/*': '3' };

interface Hashed {
  readonly root: string;
}

const hashIn = (
  { root }: Hashed,
  {
    details = { nodes: NODES },
    configuration = {},
    overrides = {},
    project = PROJECT,
    hashRunTarget = hashBundle,
  }: {
    readonly project?: string;
    readonly hashRunTarget?: CustomHasher;
    readonly details?: Partial<Hash['details']>;
    readonly configuration?: TargetConfiguration;
    readonly overrides?: object;
  } = {},
): Promise<Hash> => {
  setWorkspaceRoot(root);
  const { hasher } = recordingHasher((tasks) => Promise.resolve(tasks.map(() => declaredHash(details))));
  const target = { executor: '@agent-spaces/nx:compose', ...configuration };
  const options = { registry: '.', runTarget: 'web', materializer: 2, ...configuration.options };
  const projects = { shop: { root: project, targets: { 'asp-compose--web': { ...target, options } } } };
  return hashRunTarget(taskOf('shop:asp-compose--web', { overrides }), hashContext(hasher, { projects }));
};

const lock = async ({ context }: RunTargetWorkspace): Promise<void> => {
  for (const runTarget of ['web', 'api'])
    expect(await resolveExecutor({ runTarget, registry: '.', update: true }, context)).toEqual({
      success: true,
    });
};

/** `web` loads a published space and `mine`, which is not published; `api` a published one. */
const lockedWorkspace = async (): Promise<RunTargetWorkspace> => {
  const workspace = runTargetWorkspace({
    web: ['space:base@^1', 'space:mine@dev'],
    api: ['space:app@^1'],
  });
  workspace.commit({ 'spaces/mine/space.toml': spaceToml('mine'), 'spaces/mine/bin/tool': 'echo\n' });
  await lock(workspace);
  return workspace;
};

const editLock = ({ at }: RunTargetWorkspace, from: RegExp, to: string): void => {
  const text = readFileSync(at('asp-lock.json'), 'utf8');
  expect(text).toMatch(from);
  writeFileSync(at('asp-lock.json'), text.replace(from, to));
};

describe('the hash of a task of a Run Target', () => {
  captureTold();

  it('is the same for the same content, wherever it lies and whatever is made of it', async () => {
    const workspace = await lockedWorkspace();
    const { value, details } = await hashIn(workspace);
    expect((await hashIn(workspace)).value).toBe(value);
    expect(value).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.keys(details.nodes)).toContain('asp:run-target');
    const root = join(dirname(workspace.root), 'another-clone');
    cpSync(workspace.root, root, { recursive: true });
    rmSync(join(root, '.git'), { recursive: true });
    workspace.write({ [`${PROJECT}/asp_modules/web/settings.json`]: '{}' });
    expect((await hashIn({ root })).value).toBe(value);
    expect((await hashIn(workspace)).value).toBe(value);
  });

  it.each<readonly [string, (workspace: RunTargetWorkspace) => void | Promise<void>]>([
    [
      'a pin of it',
      async (workspace) => {
        workspace.publish('base', { ...BASE_FILES, 'commands/greet.md': 'Hi.\n' }, '1.1.0');
        await lock(workspace);
      },
    ],
    ['a file of an unpublished space', ({ write }) => write({ 'spaces/mine/bin/tool': 'exit\n' })],
    ['one that git ignores', ({ write }) => write({ 'spaces/mine/own.local': 'x\n' })],
    ['the mode of one', ({ root }) => chmodSync(join(root, 'spaces/mine/bin/tool'), 0o755)],
    [
      'options for the client',
      ({ targets }) =>
        targets(
          { web: ['space:base@^1', 'space:mine@dev'], api: ['space:app@^1'] },
          '\n[targets.web.claude]\nmodel = "opus"\n',
        ),
    ],
  ])('is another for %s', async (_, change) => {
    const workspace = await lockedWorkspace();
    const { value } = await hashIn(workspace);
    await change(workspace);
    const changed = await hashIn(workspace);
    expect(changed.value).not.toBe(value);
    // One that can be found again, not one of those that never are.
    expect((await hashIn(workspace)).value).toBe(changed.value);
  });

  it.each<readonly [string, (workspace: RunTargetWorkspace) => void | Promise<void>]>([
    [
      'the pins of another Run Target',
      async (workspace) => {
        workspace.publish('app', { 'commands/new.md': 'New.\n' }, '1.1.0');
        await lock(workspace);
        expect(readFileSync(workspace.at('asp-lock.json'), 'utf8')).toContain('space/app/v1.1.0');
      },
    ],
    [
      'the references of another Run Target',
      ({ targets }) =>
        targets({ web: ['space:base@^1', 'space:mine@dev'], api: ['space:base@^1'], more: ['space:app@^1'] }),
    ],
    [
      'options of another Run Target',
      ({ targets }) =>
        targets(
          { web: ['space:base@^1', 'space:mine@dev'], api: ['space:app@^1'] },
          '\n[targets.api.claude]\nmodel = "opus"\n',
        ),
    ],
    [
      'when the lock was written',
      (workspace) => editLock(workspace, /"generatedAt": ".*"/, '"generatedAt": "2020-01-01T00:00:00Z"'),
    ],
    [
      'the working copy of a space that is pinned',
      ({ write }) => write({ 'spaces/base/commands/greet.md': 'Soon.\n' }),
    ],
  ])('does not mind %s', async (_, change) => {
    const workspace = await lockedWorkspace();
    const { value } = await hashIn(workspace);
    await change(workspace);
    expect((await hashIn(workspace)).value).toBe(value);
  });

  it('minds what Nx knows, but for the lock before the run and the configuration of the whole project', async () => {
    const workspace = await lockedWorkspace();
    const { value } = await hashIn(workspace);
    const withNode = async (name: string): Promise<string> =>
      (await hashIn(workspace, { details: { nodes: { ...NODES, [name]: 'other' } } })).value;
    expect(await withNode(LOCK_INPUT)).toBe(value);
    expect(await withNode('shop:ProjectConfiguration')).toBe(value);
    expect(await withNode('mine:{projectRoot}/**/*')).not.toBe(value);
    expect(await withNode('mine:ProjectConfiguration')).not.toBe(value);
    expect(await withNode('shop:json:apps/web/package.json[version]')).not.toBe(value);
  });

  it('minds where the project lies, because Nx restores outputs where they were made', async () => {
    const workspace = await lockedWorkspace();
    const { value } = await hashIn(workspace);
    cpSync(workspace.at('.'), join(workspace.root, 'libs/web'), { recursive: true });
    expect((await hashIn(workspace, { project: 'libs/web' })).value).not.toBe(value);
  });

  it('minds options for the client only where they go into what the task makes', async () => {
    const workspace = await lockedWorkspace();
    const hash = async (hashRunTarget: CustomHasher): Promise<string> =>
      (await hashIn(workspace, { hashRunTarget })).value;
    const before = [await hash(hashPlugins), await hash(hashBundle)];
    workspace.targets(
      { web: ['space:base@^1', 'space:mine@dev'], api: ['space:app@^1'] },
      '\n[targets.web.claude]\nmodel = "opus"\n',
    );
    expect(await hash(hashPlugins)).toBe(before[0]);
    expect(await hash(hashBundle)).not.toBe(before[1]);
    workspace.write({ 'spaces/mine/bin/tool': 'exit\n' });
    expect(await hash(hashPlugins)).not.toBe(before[0]);
  });

  it('minds the configuration of its own target, and what the command line says', async () => {
    const workspace = await lockedWorkspace();
    const { value } = await hashIn(workspace);
    const hashes = [
      await hashIn(workspace, { configuration: { options: { materializer: 3 } } }),
      await hashIn(workspace, { configuration: { executor: 'other:compose' } }),
      await hashIn(workspace, { configuration: { outputs: ['{projectRoot}/elsewhere'] } }),
      await hashIn(workspace, { configuration: { configurations: { ci: {} } } }),
      await hashIn(workspace, { overrides: { runTarget: 'api' } }),
    ];
    expect(new Set([value, ...hashes.map((each) => each.value)]).size).toBe(hashes.length + 1);
    expect((await hashIn(workspace, { configuration: { dependsOn: ['x'] } })).value).toBe(value);
  });

  it.each<readonly [string, (workspace: RunTargetWorkspace) => void]>([
    ['there is no lock', ({ at }) => rmSync(at('asp-lock.json'))],
    ['the lock is not what is asked for', ({ targets }) => targets({ web: ['space:base@^1'] })],
    ['the lock does not have the Run Target', (workspace) => editLock(workspace, /"web": \{/, '"was": {')],
    ['there is no such Run Target', ({ targets }) => targets({ wbe: ['space:base@^1'] })],
    ['the manifest is no TOML', ({ at }) => writeFileSync(at('asp-targets.toml'), '[')],
    ['the lock is no JSON', ({ at }) => writeFileSync(at('asp-lock.json'), '{')],
    ['there is no project', ({ at }) => rmSync(at('.'), { recursive: true })],
  ])('is never the same, and no error, where %s', async (_, spoil) => {
    const workspace = await lockedWorkspace();
    const { value } = await hashIn(workspace);
    spoil(workspace);
    const after = [await hashIn(workspace), await hashIn(workspace)];
    expect(new Set([value, ...after.map((each) => each.value)]).size).toBe(3);
  });

  it('is never the same where a space that is not published lies outside of the workspace', async () => {
    const workspace = await lockedWorkspace();
    cpSync(join(workspace.root, 'spaces'), join(dirname(workspace.root), 'registry/spaces'), {
      recursive: true,
    });
    const outside = { configuration: { options: { registry: '../registry' } } };
    const hashes = [await hashIn(workspace, outside), await hashIn(workspace, outside)];
    expect(new Set(hashes.map((each) => each.value)).size).toBe(2);
    const published = { configuration: { options: { registry: '../registry', runTarget: 'api' } } };
    const { value } = await hashIn(workspace, published);
    expect((await hashIn(workspace, published)).value).toBe(value);
  });
});
