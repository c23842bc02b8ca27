import type { ExecutorContext } from '@nx/devkit';
import { projectRootOf, runTask, type StationResult } from '../station';
import { tell } from '../tell';
import { materializeProject } from './materialize-project';
import type { MaterializeSpaceExecutorSchema } from './schema';

/** The working copy of a space as a plugin directory. */
export default function materializeSpaceExecutor(
  options: MaterializeSpaceExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runTask(async () => tell(await materializeProject(context, projectRootOf(context), options)));
}
