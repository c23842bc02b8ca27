import { lintSpace } from '@agent-spaces/engine';
import type { ExecutorContext } from '@nx/devkit';
import { projectDirectory, runTask, type StationResult } from '../station';
import { plural, tell, tellWarnings } from '../tell';
import type { LintSpaceExecutorSchema } from './schema';

/** One space by itself: an error of lint fails the task, a warning only where that is asked for. */
export default function lintSpaceExecutor(
  { strict = false }: LintSpaceExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runTask(async () => {
    const { id, warnings } = await lintSpace({ directory: projectDirectory(context) });
    tellWarnings(warnings);
    const errors = warnings.filter(({ severity }) => severity === 'error');
    const success =
      errors.length === 0 && !(strict && warnings.some(({ severity }) => severity === 'warning'));
    tell(
      `${success ? '✔' : '✖'} ${id}  ${plural(errors.length, 'error')}, ${plural(warnings.length - errors.length, 'warning')}`,
    );
    return { success };
  });
}
