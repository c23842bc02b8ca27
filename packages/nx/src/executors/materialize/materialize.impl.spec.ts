import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { restoreDirectory } from '../../testing/restore-directory';
import { runTargetWorkspace, type RunTargetWorkspace } from '../../testing/run-target-workspace';
import { captureTold } from '../../testing/told';
import resolveExecutor from '../resolve/resolve.impl';
import materializeExecutor from './materialize.impl';

const materialize = ({ context }: RunTargetWorkspace): Promise<{ success: boolean }> =>
  materializeExecutor({ runTarget: 'both', registry: '.', materializer: 1 }, context);

const HOOK = 'asp_modules/both/plugins/000-base/hooks/stop.sh';

describe('the executor materialize', () => {
  const told = captureTold();
  const lockedWorkspace = async (): Promise<RunTargetWorkspace> => {
    const workspace = runTargetWorkspace();
    await resolveExecutor({ runTarget: 'both', registry: '.' }, workspace.context);
    return workspace;
  };

  it('writes the plugins and nothing else, with the snapshots it misses', async () => {
    const workspace = await lockedWorkspace();
    const before = told().length;
    expect(await materialize(workspace)).toEqual({ success: true });
    expect(told().slice(before)).toEqual(['✔ both  2 plugins  apps/web/asp_modules/both/plugins']);
    expect(readdirSync(workspace.at('asp_modules/both/plugins')).sort()).toEqual(['000-base', '001-app']);
    expect(readFileSync(workspace.at(HOOK), 'utf8')).toBe('#!/bin/sh\nexit 0\n');
    expect(statSync(workspace.at(HOOK)).mode & 0o777).toBe(0o755);
    expect(existsSync(workspace.at('asp_modules/both/settings.json'))).toBe(false);
    expect(readdirSync(`${workspace.home}/snapshots`)).toHaveLength(2);
  });

  it('has nothing to do the second time', async () => {
    const workspace = await lockedWorkspace();
    await materialize(workspace);
    const before = told().length;
    expect(await materialize(workspace)).toEqual({ success: true });
    expect(told().slice(before)).toEqual(['= both  2 plugins  apps/web/asp_modules/both/plugins']);
  });

  it('keeps what a cache has restored, and needs no store for it afterwards', async () => {
    const workspace = await lockedWorkspace();
    await materialize(workspace);
    restoreDirectory(workspace.at('asp_modules/both/plugins'));
    rmSync(workspace.at('asp_modules/both/.asp-stamp.json'));
    const { ino } = statSync(workspace.at(HOOK));
    expect(await materialize(workspace)).toEqual({ success: true });
    expect(statSync(workspace.at(HOOK)).ino).toBe(ino);
    rmSync(workspace.home, { recursive: true });
    const before = told().length;
    expect(await materialize(workspace)).toEqual({ success: true });
    expect(told().slice(before)).toEqual(['= both  2 plugins  apps/web/asp_modules/both/plugins']);
  });

  it('replaces what a cache has restored and the lock does not promise', async () => {
    const workspace = await lockedWorkspace();
    await materialize(workspace);
    restoreDirectory(workspace.at('asp_modules/both/plugins'));
    chmodSync(workspace.at(HOOK), 0o644);
    writeFileSync(workspace.at('asp_modules/both/plugins/001-app/mcp/facts.mjs'), 'evil\n');
    expect(await materialize(workspace)).toEqual({ success: true });
    expect(statSync(workspace.at(HOOK)).mode & 0o777).toBe(0o755);
    expect(readFileSync(workspace.at('asp_modules/both/plugins/001-app/mcp/facts.mjs'), 'utf8')).toBe(
      'export {};\n',
    );
  });

  it('fails, and writes nothing, with a lock of other references', async () => {
    const workspace = await lockedWorkspace();
    workspace.targets({ both: ['space:base@^1'] });
    const before = told().length;
    expect(await materialize(workspace)).toEqual({ success: false });
    expect(told()[before]).toBe('RESOLUTION_ERROR The lock is not what target "both" asks for now.');
    expect(existsSync(workspace.at('asp_modules'))).toBe(false);
  });
});
