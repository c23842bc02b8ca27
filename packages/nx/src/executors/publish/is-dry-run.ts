import type { ExecutorContext } from '@nx/devkit';

/**
 * Whether nothing may be changed: the task itself was told so, or `nx release` was, or any other task of the run. Nx gives what stands on
 * the command line to the tasks that are named there alone, and this one may run because such a task needs it.
 */
export function isDryRun(
  dryRun: boolean | undefined,
  { taskGraph }: Pick<ExecutorContext, 'taskGraph'>,
): boolean {
  if (dryRun === true || process.env['NX_DRY_RUN'] === 'true') return true;
  const tasks: readonly { readonly overrides: unknown }[] = Object.values(taskGraph?.tasks ?? {});
  return tasks.some(({ overrides }) => saysDryRun(overrides));
}

/** As they were written on the command line: only the options of the task's own executor have their names and types by then. */
function saysDryRun(overrides: unknown): boolean {
  if (typeof overrides !== 'object' || overrides === null) return false;
  const said = new Map<string, unknown>(Object.entries(overrides));
  return ['dryRun', 'dry-run'].some((name) => said.get(name) === true || said.get(name) === 'true');
}
