import { closest, ConfigError, parseProjectManifest, printable, PROJECT_MANIFEST } from '@agent-spaces/core';
import type { ProjectManifest, TargetName } from '@agent-spaces/core';
import { readTreeText } from './planned-files';
import { treeDirectory, treePath } from './tree-path';
import type { ScaffoldTree } from './tree';

export interface ProjectInTree {
  /** From the tree's root: `apps/web/asp-targets.toml`. */
  readonly file: string;
  readonly text: string;
  readonly manifest: ProjectManifest;
}

/** Where a project has its Run Targets. Throws ConfigError as `treeDirectory` does. */
export const projectFile = (project = '.'): string =>
  treePath(treeDirectory('The project', project), PROJECT_MANIFEST);

/** @throws ConfigParseError, ConfigValidationError */
export function readProject(tree: ScaffoldTree, file: string): ProjectInTree | undefined {
  const text = readTreeText(tree, file);
  return text === undefined ? undefined : { file, text, manifest: parseProjectManifest(text, file) };
}

/** @throws ConfigError where there is no such file, ConfigParseError, ConfigValidationError */
export function openProject(tree: ScaffoldTree, project?: string): ProjectInTree {
  const file = projectFile(project);
  const found = readProject(tree, file);
  if (found) return found;
  throw new ConfigError(`There is no ${file}.`, {
    location: { file },
    hint: 'Make a Run Target first, or name the directory of the project that has them.',
  });
}

/** @throws ConfigError with a did-you-mean for a name that is no target of the project */
export function requireTarget({ file, manifest }: ProjectInTree, name: string): TargetName {
  const names = [...manifest.targets.keys()];
  const found = names.find((target) => target === name);
  if (found) return found;
  const near = closest(names, name);
  throw new ConfigError(`${file} has no target "${printable(name)}".`, {
    location: { file, pointer: '/targets' },
    hint: near
      ? `Did you mean "${near}"?`
      : names.length
        ? `Its targets are ${names.join(', ')}.`
        : 'Make a Run Target first.',
  });
}
