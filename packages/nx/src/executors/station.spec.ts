import { join } from 'node:path';
import { ConfigError } from '@agent-spaces/core';
import type { Session } from '@agent-spaces/engine';
import { executorContext } from '../testing/executor-context';
import { gitWorkspace, spaceToml } from '../testing/git-workspace';
import { captureTold } from '../testing/told';
import { projectDirectory, projectRootOf, runStation, sessionOptions, type StationOptions } from './station';

const workspace = gitWorkspace({ 'spaces/a/space.toml': spaceToml('a') });
const context = executorContext(workspace.root, { shop: 'apps/web' });

describe('a station of Nx', () => {
  const told = captureTold();

  it('works in the project of the task', async () => {
    expect(projectRootOf(context)).toBe('apps/web');
    expect(projectDirectory(context)).toBe(join(workspace.root, 'apps/web'));
    expect(projectRootOf(executorContext(workspace.root, {}))).toBe('.');
    const seen: string[] = [];
    await runStation(context, {}, (session, project) => {
      seen.push(session.options.cwd, project);
      return Promise.resolve();
    });
    expect(seen).toEqual([projectDirectory(context), projectDirectory(context)]);
  });

  it('ends well unless its work says otherwise', async () => {
    expect(await runStation(context, {}, () => Promise.resolve())).toEqual({ success: true });
    const failing = (): Promise<{ success: boolean }> => Promise.resolve({ success: false });
    expect(await runStation(context, {}, failing)).toEqual({ success: false });
    expect(told()).toEqual([]);
  });

  it('fails with what is thrown, and throws nothing', async () => {
    const error = new ConfigError('No \u001b[31mred.', {
      location: { file: 'x.toml', line: 2, column: 3 },
      hint: 'Say it.',
    });
    expect(await runStation(context, {}, () => Promise.reject(error))).toEqual({ success: false });
    expect(told()).toEqual(['CONFIG_ERROR No \\u001b[31mred.', '  x.toml:2:3', '  → Say it.']);
  });

  it('fails so where the session itself cannot be', async () => {
    process.env['ASP_LOCK_TIMEOUT_MS'] = 'soon';
    try {
      expect(await runStation(context, {}, () => Promise.resolve())).toEqual({ success: false });
    } finally {
      delete process.env['ASP_LOCK_TIMEOUT_MS'];
    }
    expect(told()[0]).toMatch(/^CONFIG_ERROR ASP_LOCK_TIMEOUT_MS is "soon"/);
  });

  it('tells what its user should know, and nothing of how far it is', async () => {
    await runStation(context, {}, (session) => {
      session.progress('fetch', 0, 1);
      session.notice('Off\u0007line.', 'Plug it in.');
      session.notice('Alone.');
      return Promise.resolve();
    });
    expect(told()).toEqual(['Off\\u0007line.', '  → Plug it in.', 'Alone.']);
  });
});

describe('the session of a station', () => {
  const { root } = workspace;
  const placesOf = async (options: StationOptions): Promise<readonly [string, string]> => {
    const seen: Session[] = [];
    await runStation(context, options, (session) => {
      seen.push(session);
      return Promise.resolve();
    });
    return [seen[0]?.registryDirectory ?? '', seen[0]?.home.root ?? ''];
  };

  it('has its places from the root of the workspace, and without options where asp has them', async () => {
    expect(await placesOf({})).toEqual([join(workspace.home, 'repo'), workspace.home]);
    expect(await placesOf({ registry: 'tools/registry', aspHome: '../store' })).toEqual([
      join(root, 'tools/registry'),
      join(root, '../store'),
    ]);
    expect(await placesOf({ aspHome: 'store' })).toEqual([join(root, 'store/repo'), join(root, 'store')]);
  });

  it.each<readonly [StationOptions, boolean]>([
    [{}, true],
    [{ registry: '.' }, false],
    [{ registry: 'spaces-of-ours' }, false],
    [{ registry: '..registry' }, false],
    [{ registry: '..' }, true],
    [{ registry: '../registry' }, true],
    [{ registry: '/srv/registry' }, true],
    [{ registry: '.', fetch: true }, true],
    [{ registry: '../registry', fetch: false }, false],
  ])('asks the remote of a registry unless it is in the workspace: %j', (options, expected) => {
    expect(sessionOptions(root, root, options).fetch).toBe(expected);
  });
});
