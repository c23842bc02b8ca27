import { join } from 'node:path';
import { materializeSpace } from '@agent-spaces/engine';
import type { ExecutorContext } from '@nx/devkit';
import { isSpaceProject } from '../../plugin/space-project';
import { outputPlace } from './output-place';
import type { MaterializeSpaceExecutorSchema } from './schema';

/**
 * Makes the plugin directory of one space of the workspace, and says so in a line.
 * @param projectRoot of the space, from the workspace root
 * @throws ConfigError for an output that is no place for it; what `materializeSpace` throws.
 */
export async function materializeProject(
  { root, projectsConfigurations }: Pick<ExecutorContext, 'root' | 'projectsConfigurations'>,
  projectRoot: string,
  { output }: MaterializeSpaceExecutorSchema,
): Promise<string> {
  const spaces = Object.values(projectsConfigurations.projects).filter(isSpaceProject);
  const { plugin, materialized } = await materializeSpace({
    directory: join(root, projectRoot),
    output: outputPlace(root, output, [projectRoot, ...spaces.map((space) => space.root)]),
  });
  return `${materialized ? '✔' : '='} ${plugin.name}${plugin.version ? ` ${plugin.version}` : ''}  ${output}`;
}
