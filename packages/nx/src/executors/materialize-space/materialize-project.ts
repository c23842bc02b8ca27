import { join } from 'node:path';
import { materializeSpace } from '@agent-spaces/engine';
import type { MaterializeSpaceExecutorSchema } from './schema';

/**
 * Makes the plugin directory of one space of the workspace, and says so in a line.
 * @throws what `materializeSpace` throws.
 */
export async function materializeProject(
  workspaceRoot: string,
  projectRoot: string,
  { output }: MaterializeSpaceExecutorSchema,
): Promise<string> {
  const { plugin, materialized } = await materializeSpace({
    directory: join(workspaceRoot, projectRoot),
    output: join(workspaceRoot, output),
  });
  return `${materialized ? '✔' : '='} ${plugin.name}${plugin.version ? ` ${plugin.version}` : ''}  ${output}`;
}
