import { snapshotTarget } from '@agent-spaces/engine';
import type { ExecutorContext } from '@nx/devkit';
import { runStation, type StationResult } from '../station';
import { plural, tell, tellDone } from '../tell';
import type { SnapshotExecutorSchema } from './schema';

/** Station 2: the pinned spaces into the store. */
export default function snapshotExecutor(
  { runTarget, ...options }: SnapshotExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runStation(context, options, async (session, project) => {
    const { snapshots } = await snapshotTarget(session, { project, target: runTarget });
    const added = snapshots.filter((snapshot) => snapshot.added);
    tell(...added.map(({ key }) => `+ ${key}`));
    tellDone(added.length > 0, runTarget, [plural(snapshots.length, 'snapshot')], 'in the store');
  });
}
