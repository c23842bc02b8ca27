import { distTags } from '../../generated/validators';
import type { SpaceId } from '../ids';
import type { DistTags } from '../model';
import { throwFaults } from './fault';
import { parseJson } from './parse-json';
import { schemaFaults } from './schema-faults';
import { createSource, entriesInFileOrder } from './source';

/** In a registry. */
export const DIST_TAGS_FILE = 'registry/dist-tags.json';

/**
 * Reads `registry/dist-tags.json` (seed 003 §5.4), everything in file order; versions stay as written.
 *
 * @param file path for messages; nothing is read from it
 * @throws ConfigParseError, ConfigValidationError
 */
export function parseDistTags(text: string, file: string): DistTags {
  const document = parseJson(text, file);
  const source = createSource('json', text, file);
  throwFaults(schemaFaults(distTags, document, source), source);
  const spaces = document as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const entries = entriesInFileOrder(spaces, [], source).filter(([id]) => id !== '$schema');
  return new Map(
    entries.map(([id, channels]) => [id as SpaceId, new Map(entriesInFileOrder(channels, [id], source))]),
  );
}
