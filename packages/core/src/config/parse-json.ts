import { ConfigParseError } from '../errors';
import { printable } from '../printable';
import { jsonDuplicateKeys, jsonSyntaxError } from './json-faults';
import { DEEPEST_NESTING, scanJson } from './scan-json';
import { locationAt, withoutBom } from './source';

/**
 * Strict JSON: no comments, no trailing commas, no key twice in one object, no nesting beyond 200 levels. A byte order mark and CRLF
 * are accepted. A `__proto__` key comes out as an ordinary own property.
 *
 * @throws ConfigParseError with every syntax fault of the text
 */
export function parseJson(text: string, file: string): unknown {
  const body = withoutBom(text);
  const { members, tooDeep } = scanJson(body);
  if (tooDeep !== undefined) throw nestedTooDeep(body, tooDeep, file);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw jsonSyntaxError(body, file, cause);
  }
  if (countMembers(value) !== members) throw jsonDuplicateKeys(body, file);
  return value;
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values = Object.values(value);
  let count = Array.isArray(value) ? 0 : values.length;
  for (const inner of values) count += countMembers(inner);
  return count;
}

const nestedTooDeep = (text: string, offset: number, file: string): ConfigParseError =>
  new ConfigParseError(`${printable(file, 200)} is not valid JSON`, [
    {
      message: `Nested deeper than ${DEEPEST_NESTING} levels`,
      location: locationAt(text, offset, file),
      hint: 'No file of asp is nested like this; check what wrote it.',
    },
  ]);
