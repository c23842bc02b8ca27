import { relative } from 'node:path';
import { projectPaths } from '@agent-spaces/core';
import { lockProject } from '@agent-spaces/engine';
import { logger, type ExecutorContext } from '@nx/devkit';
import { isLockFrozen } from '../is-lock-frozen';
import { runStation, type StationResult } from '../station';
import { plural, tellChanges, tellDone, tellWarnings } from '../tell';
import type { ResolveExecutorSchema } from './schema';

/** Station 1: selectors to pins, in asp-lock.json. */
export default function resolveExecutor(
  { runTarget, update = false, frozen, ...options }: ResolveExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runStation(context, options, async (session, project) => {
    const isFrozen = frozen ?? (!update && isLockFrozen(project));
    const result = await lockProject(session, { project, targets: [runTarget], update, frozen: isFrozen });
    if (result.kind === 'drift') {
      logger.error('asp-lock.json is not what asp-targets.toml asks for, and here it is not changed:');
      tellChanges(result.changes);
      logger.error('  → Run nx sync and commit asp-lock.json; --frozen=false writes it here.');
      return { success: false };
    }
    tellWarnings(result.warnings);
    tellChanges(result.changes);
    const pins = [...result.lock.targets].find(([name]) => name === runTarget)?.[1].loadOrder.length ?? 0;
    const lock = relative(context.root, projectPaths(project).lock);
    tellDone(result.changes.length > 0, runTarget, [plural(pins, 'space')], lock);
    return { success: true };
  });
}
