import { createNodesV2 } from './plugin/create-nodes';
import { PLUGIN_NAME } from './plugin/target-configuration';

export { createDependencies } from './plugin/create-dependencies';
export { createNodesV2 } from './plugin/create-nodes';
export type { AspPluginOptions } from './plugin/options';
export { preTasksExecution } from './plugin/pre-tasks-execution';

export const name = PLUGIN_NAME;
/** The name that Nx uses from now on. */
export const createNodes = createNodesV2;
