import { isSpaceId, SelectorResolutionError, type SpaceId } from '@agent-spaces/core';
import { readSpaceDirectory, type RegistrySpace } from '@agent-spaces/resolver';
import { basename, dirname } from 'node:path';

/**
 * A space as it lies in a directory, which is absolute. In a registry the directory's name is the space's identity.
 * @throws SelectorResolutionError where there is none; what reading it throws.
 */
export async function readSpace(directory: string, hint: string): Promise<RegistrySpace> {
  const source = await readSpaceDirectory(directory, identityOf(directory));
  if (source) return source;
  throw new SelectorResolutionError(`${directory} holds no space.toml.`, { hint });
}

function identityOf(directory: string): { readonly expectedId?: SpaceId } {
  const name = basename(directory);
  return basename(dirname(directory)) === 'spaces' && isSpaceId(name) ? { expectedId: name } : {};
}
