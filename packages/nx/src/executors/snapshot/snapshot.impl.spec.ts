import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTargetWorkspace, type RunTargetWorkspace } from '../../testing/run-target-workspace';
import { captureTold } from '../../testing/told';
import resolveExecutor from '../resolve/resolve.impl';
import type { SnapshotExecutorSchema } from './schema';
import snapshotExecutor from './snapshot.impl';

const snapshot = (
  { context }: RunTargetWorkspace,
  options: Partial<SnapshotExecutorSchema> = {},
): Promise<{ success: boolean }> =>
  snapshotExecutor({ runTarget: 'both', registry: '.', ...options }, context);

describe('the executor snapshot', () => {
  const told = captureTold();
  const lockedWorkspace = async (): Promise<RunTargetWorkspace> => {
    const workspace = runTargetWorkspace();
    await resolveExecutor({ runTarget: 'both', registry: '.' }, workspace.context);
    return workspace;
  };

  it('puts into the store what the lock pins, and the second time finds it there', async () => {
    const workspace = await lockedWorkspace();
    const before = told().length;
    expect(await snapshot(workspace)).toEqual({ success: true });
    expect(told().slice(before)).toEqual([
      expect.stringMatching(/^\+ base@[0-9a-f]{12}$/),
      expect.stringMatching(/^\+ app@[0-9a-f]{12}$/),
      '✔ both  2 snapshots  in the store',
    ]);
    expect(readdirSync(join(workspace.home, 'snapshots'))).toHaveLength(2);
    expect(existsSync(workspace.at('asp_modules'))).toBe(false);
    expect(await snapshot(workspace)).toEqual({ success: true });
    expect(told().slice(before + 3)).toEqual(['= both  2 snapshots  in the store']);
  });

  it('takes the store that its options name, from the root of the workspace', async () => {
    const workspace = await lockedWorkspace();
    expect(await snapshot(workspace, { aspHome: 'tmp/store' })).toEqual({ success: true });
    expect(readdirSync(join(workspace.root, 'tmp/store/snapshots'))).toHaveLength(2);
    expect(existsSync(workspace.home)).toBe(false);
  });

  it('says what to run first where there is no lock', async () => {
    const workspace = runTargetWorkspace();
    expect(await snapshot(workspace)).toEqual({ success: false });
    expect(told()).toEqual([
      expect.stringMatching(/^RESOLUTION_ERROR There is no .*asp-lock\.json/),
      expect.stringMatching(/asp-targets\.toml:3:1 \(\/targets\/both\)$/),
      expect.stringMatching(/^ {2}→ .*nx sync.*asp-resolve/),
    ]);
    expect(existsSync(workspace.home)).toBe(false);
  });
});
