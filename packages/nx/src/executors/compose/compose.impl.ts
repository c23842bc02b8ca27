import { relative } from 'node:path';
import { composeTarget } from '@agent-spaces/engine';
import type { ExecutorContext } from '@nx/devkit';
import { runCachedStation, type StationResult } from '../station';
import { plural, tellDone, tellWarnings } from '../tell';
import type { ComposeExecutorSchema } from './schema';

/** Station 4: settings, MCP servers, the record of the bundle. */
export default function composeExecutor(
  { runTarget, materializer: _, ...options }: ComposeExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runCachedStation(context, options, async (session, project) => {
    const { bundle, composed } = await composeTarget(session, { project, target: runTarget });
    tellWarnings(bundle.warnings);
    const parts = [plural(bundle.pluginDirectories.length, 'plugin'), ...(bundle.mcpConfig ? ['MCP'] : [])];
    tellDone(composed, runTarget, parts, relative(context.root, bundle.directory));
  });
}
