import type { HasherContext, Task } from '@nx/devkit';

/** The root of the task's project, from the workspace root, and the options that its executor will be given. */
export function taskOptions<Options extends object>(
  { target: { project, target, configuration }, overrides }: Task,
  { projectsConfigurations }: HasherContext,
): { readonly root: string; readonly options: Partial<Options> } {
  const found = projectsConfigurations.projects[project];
  const configured = found?.targets?.[target];
  return {
    root: found?.root ?? '.',
    options: {
      ...configured?.options,
      ...(configuration === undefined ? {} : configured?.configurations?.[configuration]),
      ...overrides,
    },
  };
}
