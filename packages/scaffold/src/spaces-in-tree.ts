import {
  closest,
  ConfigError,
  parseSpaceManifest,
  printable,
  type SpaceId,
  type SpaceManifest,
} from '@agent-spaces/core';
import { componentName } from './component-name';
import { readTreeText } from './planned-files';
import { treeDirectory, treePath } from './tree-path';
import type { ScaffoldTree } from './tree';

/** Which space is meant. */
export interface SpaceAddress {
  readonly space: string;
  /** The registry's directory, where `spaces/` lies; the root unless given. */
  readonly registry?: string;
}

export interface SpaceInTree {
  readonly id: SpaceId;
  /** From the tree's root: `spaces/<id>`. */
  readonly directory: string;
  readonly manifestFile: string;
  readonly manifestText: string;
  readonly manifest: SpaceManifest;
  /** What the client calls it: `/<pluginName>:<command>`. */
  readonly pluginName: string;
}

/** Where the spaces of a registry lie. Throws ConfigError as `treeDirectory` does. */
export const spacesDirectory = (registry = '.'): string =>
  treePath(treeDirectory('The registry', registry), 'spaces');

/** The ids of the spaces whose sources lie in the tree, in byte order. */
export function spacesIn(tree: ScaffoldTree, registry?: string): readonly SpaceId[] {
  const directory = spacesDirectory(registry);
  return tree
    .children(directory)
    .filter((name): name is SpaceId => tree.isFile(`${directory}/${name}/space.toml`))
    .sort();
}

/**
 * @throws ConfigError with a did-you-mean for a space that is not there, ConfigParseError and ConfigValidationError for a manifest that
 * is not valid
 */
export function openSpace(tree: ScaffoldTree, { space, registry }: SpaceAddress): SpaceInTree {
  const id = componentName('space', space) as SpaceId;
  const directory = `${spacesDirectory(registry)}/${id}`;
  const manifestFile = `${directory}/space.toml`;
  const manifestText = readTreeText(tree, manifestFile);
  if (manifestText === undefined) throw unknownSpace(tree, id, registry);
  const manifest = parseSpaceManifest(manifestText, manifestFile, { expectedId: id });
  return { id, directory, manifestFile, manifestText, manifest, pluginName: manifest.plugin?.name ?? id };
}

function unknownSpace(tree: ScaffoldTree, id: string, registry?: string): ConfigError {
  const known = spacesIn(tree, registry);
  const near = closest(known, id);
  const directory = spacesDirectory(registry);
  return new ConfigError(`There is no space "${id}" in ${directory}.`, {
    location: { file: `${directory}/${id}/space.toml` },
    hint: near
      ? `Did you mean "${near}"?`
      : known.length
        ? `Its spaces are ${printable(known.join(', '), 200)}.`
        : 'Make a space first.',
  });
}
