import { DIST_TAGS_FILE } from '@agent-spaces/core';
import { ignoringText } from './ignoring-text';
import { readTreeText, writeFiles, type PlannedFile, type WrittenFile } from './planned-files';
import { projectFile } from './project-in-tree';
import { spacesDirectory } from './spaces-in-tree';
import { firstTargetsText } from './templates/first-targets';
import { spacesReadmeText } from './templates/spaces-readme';
import { treeDirectory, treePath } from './tree-path';
import type { ScaffoldTree } from './tree';

export interface InitWorkspaceOptions {
  /** The directory that holds `spaces/` and `registry/`; the root unless given; `false` where the registry lies elsewhere. */
  readonly registry?: string | false;
  /** The directory of the first `asp-targets.toml`; the root unless given; `false` for none. */
  readonly project?: string | false;
}

export interface InitializedWorkspace {
  readonly files: readonly WrittenFile[];
}

/**
 * Makes a workspace ready for spaces. What is there stays as it is, so that a second time changes nothing.
 * @throws ConfigError, ConfigParseError; then nothing was written
 */
export function initWorkspace(
  tree: ScaffoldTree,
  { registry = '.', project = '.' }: InitWorkspaceOptions = {},
): InitializedWorkspace {
  const files: PlannedFile[] = [];
  if (registry !== false) {
    const spaces = spacesDirectory(registry);
    const distTags = treePath(treeDirectory('The registry', registry), DIST_TAGS_FILE);
    if (tree.children(spaces).length === 0)
      files.push({ path: `${spaces}/README.md`, text: spacesReadmeText });
    files.push({ path: distTags, text: readTreeText(tree, distTags) ?? '{}\n' });
  }
  if (project !== false) {
    const manifest = projectFile(project);
    files.push({ path: manifest, text: readTreeText(tree, manifest) ?? firstTargetsText });
  }
  files.push({ path: '.gitignore', text: ignoringText(readTreeText(tree, '.gitignore') ?? '', GENERATED) });
  return { files: writeFiles(tree, files) };
}

/** What asp and its Nx plugin make anew at any time. */
const GENERATED = ['asp_modules/', '.asp.lock', 'dist/asp/'];
