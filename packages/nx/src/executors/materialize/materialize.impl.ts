import { relative } from 'node:path';
import { materializeTarget } from '@agent-spaces/engine';
import type { ExecutorContext } from '@nx/devkit';
import { runCachedStation, type StationResult } from '../station';
import { plural, tellDone } from '../tell';
import type { MaterializeExecutorSchema } from './schema';

/** Station 3: plugin directories. A snapshot that is missing here (upstream was a cache hit) is taken on the way. */
export default function materializeExecutor(
  { runTarget, materializer: _, ...options }: MaterializeExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runCachedStation(context, options, async (session, project) => {
    const result = await materializeTarget(session, { project, target: runTarget });
    const { directory, pluginDirectories, materialized } = result;
    const plugins = plural(pluginDirectories.length, 'plugin');
    tellDone(materialized, runTarget, [plugins], relative(context.root, directory));
  });
}
