import {
  ConfigError,
  isTargetName,
  parseProjectManifest,
  printable,
  type TargetName,
} from '@agent-spaces/core';
import { checkedRefs } from './checked-refs';
import { asOptionFaults } from './option-faults';
import { writeFiles, type WrittenFile } from './planned-files';
import { projectFile, readProject, type ProjectInTree } from './project-in-tree';
import { appendBlock } from './text/lines';
import { addTable } from './toml/edit-toml';
import { tomlBlock, type TomlTable } from './toml/write-toml';
import type { ScaffoldTree } from './tree';

export interface CreateRunTargetOptions {
  /** The project's directory; the root unless given. Its `asp-targets.toml` is made where there is none. */
  readonly project?: string;
  readonly name: string;
  /** Space references in load order, at least one. */
  readonly compose: readonly string[];
  readonly description?: string;
  readonly model?: string;
  readonly permissionMode?: string;
  /** The registry's directory in the tree, for did-you-mean; `false` where it lies elsewhere. */
  readonly registry?: string | false;
}

export interface CreatedRunTarget {
  readonly target: TargetName;
  /** The manifest, from the tree's root. */
  readonly manifest: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Adds a Run Target to a project's `asp-targets.toml` (seed 003 §5.2).
 * @throws ConfigError, ConfigParseError, ConfigValidationError, RefParseError, SelectorResolutionError; then nothing was written
 */
export function createRunTarget(tree: ScaffoldTree, options: CreateRunTargetOptions): CreatedRunTarget {
  const file = projectFile(options.project);
  const project = readProject(tree, file);
  const target = newTargetName(options.name, file, project);
  const refs = checkedRefs(tree, options.compose, options.registry);
  refuseTwice(refs.map(({ id }) => id));
  const table: TomlTable = {
    description: options.description,
    compose: options.compose,
    ...(options.model === undefined && options.permissionMode === undefined
      ? {}
      : { claude: { model: options.model, permission_mode: options.permissionMode } }),
  };
  const alone = appendBlock('schema = 1\n', tomlBlock(['targets', target], table));
  asOptionFaults(file, () => parseProjectManifest(alone, file));
  const text = project ? addTable(project.text, file, ['targets', target], table) : alone;
  return { target, manifest: file, files: writeFiles(tree, [{ path: file, text }]) };
}

function newTargetName(name: string, file: string, project: ProjectInTree | undefined): TargetName {
  if (!isTargetName(name)) {
    throw new ConfigError(`"${printable(name)}" cannot be the name of a Run Target.`, {
      hint: 'Use up to 64 of A–Z, a–z, 0–9, "_", "-" and ".", beginning with a letter or digit, for example frontend.',
    });
  }
  const taken = [...(project?.manifest.targets.keys() ?? [])].find(
    (other) => other.toLowerCase() === name.toLowerCase(),
  );
  if (taken === undefined) return name;
  const apart = taken === name ? '' : `, which differs from "${name}" in letter case alone`;
  throw new ConfigError(`${file} has a target "${taken}" already${apart}.`, {
    location: { file, pointer: `/targets/${taken}` },
    hint: 'Choose another name, or add spaces to that target.',
  });
}

function refuseTwice(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw new ConfigError(`The space "${twice}" is to be composed twice.`, {
    hint: 'Name each space once; its plugin can be loaded once only.',
  });
}
