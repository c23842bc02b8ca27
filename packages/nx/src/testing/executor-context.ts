import type { ExecutorContext, TargetConfiguration } from '@nx/devkit';

/** What Nx hands to the executor of a task of the first project, as far as ours look at it. */
export function executorContext(
  root: string,
  /** By name. */
  roots: Readonly<Record<string, string>>,
  target?: TargetConfiguration,
): ExecutorContext {
  const [projectName] = Object.keys(roots);
  return {
    root,
    cwd: root,
    isVerbose: false,
    ...(projectName === undefined ? {} : { projectName }),
    ...(target === undefined ? {} : { target }),
    projectsConfigurations: {
      version: 2,
      projects: Object.fromEntries(Object.entries(roots).map(([name, each]) => [name, { root: each }])),
    },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  };
}
