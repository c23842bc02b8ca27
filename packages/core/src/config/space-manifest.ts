import { space } from '../../generated/validators';
import type { SpaceId } from '../ids';
import type { SpaceManifest } from '../model';
import { printable } from '../printable';
import { type Fault, throwFaults } from './fault';
import { parseToml } from './parse-toml';
import { schemaFaults } from './schema-faults';
import { createSource } from './source';

export interface ParseSpaceManifestOptions {
  /** The directory's name, which is the space's identity: another `id` is a fault. */
  readonly expectedId?: SpaceId;
}

/**
 * Reads `space.toml` (seed 003 §5.1). References in `deps.spaces` are checked for their form alone.
 *
 * @param file path for messages; nothing is read from it
 * @throws ConfigParseError, ConfigValidationError
 */
export function parseSpaceManifest(
  text: string,
  file: string,
  { expectedId }: ParseSpaceManifestOptions = {},
): SpaceManifest {
  const document = parseToml(text, file);
  const source = createSource('toml', text, file);
  throwFaults([...schemaFaults(space, document, source), ...identityFaults(document, expectedId)], source);
  return document as SpaceManifest;
}

function identityFaults(document: unknown, expectedId: SpaceId | undefined): Fault[] {
  const { id } = document as { readonly id?: unknown };
  if (expectedId === undefined || typeof id !== 'string' || id === expectedId) return [];
  return [
    {
      path: ['id'],
      at: 'value',
      message: `\`id\` is \`${printable(id)}\`, but the space lies in the directory \`${expectedId}\``,
      hint: `Make them the same: a space is known by its directory. Set id = "${expectedId}" or rename the directory.`,
    },
  ];
}
