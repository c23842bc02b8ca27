import type { ExecutorContext } from '@nx/devkit';
import { reportError } from '../report-error';
import { projectRootOf, type StationResult } from '../station';
import { tell } from '../tell';
import { materializeProject } from './materialize-project';
import type { MaterializeSpaceExecutorSchema } from './schema';

/** The working copy of a space as a plugin directory. */
export default async function materializeSpaceExecutor(
  options: MaterializeSpaceExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  try {
    tell(await materializeProject(context.root, projectRootOf(context), options));
    return { success: true };
  } catch (error) {
    await reportError(error);
    return { success: false };
  }
}
