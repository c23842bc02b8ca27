import { join } from 'node:path';
import type { TargetName } from '../ids';

export interface TargetPaths {
  readonly directory: string;
  readonly plugins: string;
  readonly mcp: string;
  readonly settings: string;
}

export interface ProjectPaths {
  readonly root: string;
  readonly manifest: string;
  readonly lock: string;
  /** What `withFileLock` takes to keep other processes out of the project. */
  readonly lockFile: string;
  readonly modules: string;
  readonly target: (name: TargetName) => TargetPaths;
}

export const PROJECT_MANIFEST = 'asp-targets.toml';

/** Where a project keeps its things (seed 003 §4.2). */
export function projectPaths(root: string): ProjectPaths {
  const modules = join(root, 'asp_modules');
  return {
    root,
    manifest: join(root, PROJECT_MANIFEST),
    lock: join(root, 'asp-lock.json'),
    lockFile: join(root, '.asp.lock'),
    modules,
    target: (name) => {
      const directory = join(modules, name);
      return {
        directory,
        plugins: join(directory, 'plugins'),
        mcp: join(directory, 'mcp.json'),
        settings: join(directory, 'settings.json'),
      };
    },
  };
}
