import { eolOf } from '../text/lines';

/** What generators write into TOML; `undefined` members are left out. */
export type TomlInput = string | boolean | readonly TomlInput[] | TomlTable;
export interface TomlTable {
  readonly [key: string]: TomlInput | undefined;
}

/** A key in quotes only where it needs them. */
export const tomlKey = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : basicString(name));

/** A value for the middle of a line. */
export function tomlValue(value: TomlInput): string {
  if (typeof value === 'string') return basicString(value);
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(tomlValue).join(', ')}]`;
  const members = membersOf(value).map(([key, member]) => `${tomlKey(key)} = ${tomlValue(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** A table with its header, then those in it; a list of more than one item has a line for each. Ends in a newline. */
export function tomlBlock(path: readonly string[], table: TomlTable): string {
  const members = membersOf(table);
  const own = members.filter(([, value]) => !isTable(value));
  const lines = own.map(
    ([key, value]) => `${tomlKey(key)} = ${isList(value) ? list(value) : tomlValue(value)}\n`,
  );
  const inner = members.flatMap(([key, value]) => (isTable(value) ? tomlBlock([...path, key], value) : []));
  return [`[${path.map(tomlKey).join('.')}]\n${lines.join('')}`, ...inner].join('\n');
}

/** A text in quotes of the kind that `sample`, a string of the document, has; in plain double quotes where those cannot hold it. */
export function quoteLike(sample: string, text: string, document: string): string {
  const fence = /^(?:"""|'''|"|')/.exec(sample)?.[0] ?? '"';
  // Behind the opening fence of a multi-line string the first line break is not part of it.
  const opening = fence.length === 3 && /^(?:"""|''')\r?\n/.test(sample) ? eolOf(document) : '';
  if (fence === '"') return basicString(text);
  if (fence === '"""') return fence + opening + basicString(text).slice(1, -1) + fence;
  return LITERAL.test(text) ? fence + opening + text + fence : basicString(text);
}

const LITERAL = /^[^'\p{Cc}\p{Cs}]*$/u;

const basicString = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');

const list = (items: readonly TomlInput[]): string =>
  items.length < 2 ? tomlValue(items) : `[\n${items.map((item) => `  ${tomlValue(item)},\n`).join('')}]`;

const isList = (value: TomlInput): value is readonly TomlInput[] => Array.isArray(value);

const isTable = (value: TomlInput): value is TomlTable => typeof value === 'object' && !isList(value);

const membersOf = (table: TomlTable): readonly (readonly [key: string, value: TomlInput])[] =>
  Object.entries(table).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
