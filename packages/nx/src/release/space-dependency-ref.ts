import { posix } from 'node:path';
import {
  createSource,
  decodeText,
  isSpaceId,
  noteLocation,
  parseSpaceManifest,
  parseSpaceRef,
  type SourceLocation,
  type SpaceManifest,
  type SpaceRef,
} from '@agent-spaces/core';
import type { Tree } from '@nx/devkit';

/**
 * How a space refers to another: the first of its references that names the id.
 *
 * @param manifest the path of its `space.toml`, from the workspace root
 * @throws ConfigParseError, ConfigValidationError, RefParseError
 */
export function spaceDependencyRef(tree: Tree, manifest: string, id: string): SpaceRef | undefined {
  const { deps } = readSpaceManifest(tree, manifest);
  const refs = deps?.spaces?.map((text, index) =>
    parseSpaceRef(text, placeInManifest(tree, manifest, 'deps', 'spaces', `${index}`)),
  );
  return refs?.find((ref) => ref.id === id);
}

/** @throws ConfigParseError, ConfigValidationError */
export function readSpaceManifest(tree: Tree, file: string): SpaceManifest {
  const id = posix.basename(posix.dirname(file));
  return parseSpaceManifest(readText(tree, file), file, isSpaceId(id) ? { expectedId: id } : {});
}

/** Where the value at `path` of a manifest stands. */
export const placeInManifest = (tree: Tree, file: string, ...path: readonly string[]): SourceLocation =>
  noteLocation(createSource('toml', readText(tree, file), file), path, 'value');

const readText = (tree: Tree, file: string): string => decodeText(tree.read(file) ?? Buffer.alloc(0), file);
