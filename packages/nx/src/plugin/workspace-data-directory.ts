import { resolve } from 'node:path';

/** Where Nx keeps what `nx reset` throws away. Its own function for it is not part of what it promises to plugins. */
export const workspaceDataDirectory = (workspaceRoot: string, env: NodeJS.ProcessEnv): string =>
  resolve(
    workspaceRoot,
    env['NX_WORKSPACE_DATA_DIRECTORY'] ?? env['NX_PROJECT_GRAPH_CACHE_DIRECTORY'] ?? '.nx/workspace-data',
  );
