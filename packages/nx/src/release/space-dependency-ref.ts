import { posix } from 'node:path';
import {
  decodeText,
  isSpaceId,
  parseSpaceManifest,
  parseSpaceRef,
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
  return deps?.spaces?.map((text) => parseSpaceRef(text)).find((ref) => ref.id === id);
}

/** @throws ConfigParseError, ConfigValidationError */
export function readSpaceManifest(tree: Tree, file: string): SpaceManifest {
  const id = posix.basename(posix.dirname(file));
  const text = decodeText(tree.read(file) ?? Buffer.alloc(0), file);
  return parseSpaceManifest(text, file, isSpaceId(id) ? { expectedId: id } : {});
}
