import { posix } from 'node:path';
import { closest, ConfigError, printable, PROJECT_MANIFEST } from '@agent-spaces/core';
import type { Tree } from '@nx/devkit';
import { projectRoots } from './project-roots';
import { refuseNoProject } from './refuse-no-project';

export interface ProjectChoice {
  /** The name of an Nx project, or a directory from the workspace root. */
  readonly project?: string;
  /** Where the user stands, from the workspace root. */
  readonly cwd?: string;
}

/**
 * The directory of the project that is meant, from the workspace root: the one that is named, else the nearest with Run Targets at or
 * above the user, else the root.
 * @throws ConfigError for a name that is neither a project nor a directory, and for a directory that can have no Run Targets
 */
export function chosenProject(tree: Tree, choice: ProjectChoice): string {
  const directory = meantDirectory(tree, choice);
  refuseNoProject(tree, directory);
  return directory;
}

function meantDirectory(tree: Tree, { project, cwd = '' }: ProjectChoice): string {
  if (project === undefined) {
    const around = ancestors(cwd).find((directory) => tree.isFile(posix.join(directory, PROJECT_MANIFEST)));
    return around ?? '.';
  }
  const roots = projectRoots(tree);
  const named = roots.get(project);
  if (named !== undefined) return named;
  if (tree.exists(project) && !tree.isFile(project)) return project;
  const near = closest([...roots.keys()], project);
  throw new ConfigError(`There is no project and no directory "${printable(project)}".`, {
    hint: near
      ? `Did you mean "${near}"?`
      : 'Name a project of the graph, or a directory, for example apps/web.',
  });
}

/** `apps/web` → `apps/web`, `apps`, `.` */
const ancestors = (path: string): readonly string[] =>
  path === '' || path === '.' || path.startsWith('..') ? ['.'] : [path, ...ancestors(posix.dirname(path))];
