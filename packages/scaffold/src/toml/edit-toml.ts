import { isDeepStrictEqual } from 'node:util';
import { parseToml } from '@agent-spaces/core';
import { appendBlock, eolOf, lineEnd, lineStart } from '../text/lines';
import { appendEntry, removeEntry, type AppendOptions } from '../text/list-edit';
import { applyEdits, type TextEdit } from '../text/text-edit';
import {
  headerOf,
  listOf,
  namesOf,
  nodeAt,
  openToml,
  refuseEdit,
  type Path,
  type TomlText,
} from './toml-text';
import { quoteLike, tomlBlock, tomlKey, tomlValue, type TomlInput, type TomlTable } from './write-toml';

/**
 * Edits of TOML as text: what an edit is not about stays to the byte, comments and line endings and the byte order mark included. Each
 * edit is checked before it is given back: the new text must mean the old value with that one change, and hold every comment of the old
 * text in its order. A document in which an edit fails that is refused with a ConfigError that names the place.
 */

/** Replaces the text at `path`; the quotes stay of their kind. */
export function replaceText(text: string, file: string, path: Path, value: string): string {
  const document = openToml(text, file);
  const node = nodeAt(document, path);
  if (node?.type !== 'TOMLValue' || node.kind !== 'string')
    return refuseEdit(document, path, `there is no one text at ${path.join('.')}`);
  const [from, to] = node.range;
  const written = quoteLike(document.text.slice(from, to), value, document.text);
  return edited(document, [{ from, to, text: written }], path, () => value);
}

/** Adds a key to the top of the document, on the line below the key `after`. */
export function addRootText(text: string, file: string, key: string, value: string, after: string): string {
  const document = openToml(text, file);
  const sibling = document.program.body[0].body.find(
    (entry) => entry.type === 'TOMLKeyValue' && isDeepStrictEqual(namesOf(entry.key), [after]),
  );
  if (!sibling) return refuseEdit(document, [], `there is no key ${after} to put ${key} below`);
  const end = lineEnd(document.text, sibling.range[1]);
  const line = eolOf(document.text) + indentOf(document.text, sibling.range[0]) + assignment(key, value);
  return edited(document, [{ from: end, to: end, text: line }], [key], () => value);
}

/** Adds a text at the end of the array at `path`. */
export function appendText(text: string, file: string, path: Path, value: string): string {
  const document = openToml(text, file);
  const node = nodeAt(document, path);
  if (node?.type !== 'TOMLArray')
    return refuseEdit(document, path, `there is no one list at ${path.join('.')}`);
  const sample = node.elements.at(-1);
  const written = quoteLike(sample ? document.text.slice(...sample.range) : '"', value, document.text);
  const edits = appendEntry(document.text, listOf(document, node), () => written, layout(document));
  return edited(document, edits, path, (items) => [...asList(items), value]);
}

/** Takes the item at `index` out of the array at `path`. */
export function removeItem(text: string, file: string, path: Path, index: number): string {
  const document = openToml(text, file);
  const node = nodeAt(document, path);
  if (node?.type !== 'TOMLArray')
    return refuseEdit(document, path, `there is no one list at ${path.join('.')}`);
  const edits = removeEntry(document.text, listOf(document, node), index);
  return edited(document, edits, path, (items) => asList(items).filter((_, position) => position !== index));
}

/** Adds a key to the table at `path`, and the table itself if there is none. */
export function addKey(text: string, file: string, path: Path, key: string, value: TomlInput): string {
  const document = openToml(text, file);
  const change = (table: unknown): unknown => ({ ...asRecord(table), [key]: value });
  const node = nodeAt(document, path);
  if (node?.type === 'TOMLInlineTable') {
    const edits = appendEntry(document.text, listOf(document, node), () => assignment(key, value), {
      ...layout(document),
      padded: true,
    });
    return edited(document, edits, path, change);
  }
  const header = headerOf(document, path);
  if (header) {
    const last = header.body.at(-1) ?? header.key;
    const end = lineEnd(document.text, last.range[1]);
    const indent = indentOf(document.text, last.range[0]);
    const line = eolOf(document.text) + indent + assignment(key, value);
    return edited(document, [{ from: end, to: end, text: line }], path, change);
  }
  return append(document, path, { [key]: value }, change);
}

/** Adds a table that is not there: inside of the inline table it belongs to, else with a header at the end of the document. */
export function addTable(text: string, file: string, path: Path, table: TomlTable): string {
  const document = openToml(text, file);
  const [parent, name] = [path.slice(0, -1), path.at(-1) ?? ''];
  const node = nodeAt(document, parent);
  if (node?.type !== 'TOMLInlineTable') return append(document, path, table, () => table);
  const edits = appendEntry(document.text, listOf(document, node), () => assignment(name, table), {
    ...layout(document),
    padded: true,
  });
  return edited(document, edits, path, () => table);
}

function append(
  document: TomlText,
  path: Path,
  table: TomlTable,
  change: (value: unknown) => unknown,
): string {
  const text = appendBlock(document.text, tomlBlock(path, table));
  return checked(document, text, path, change);
}

const edited = (
  document: TomlText,
  edits: readonly TextEdit[],
  path: Path,
  change: (value: unknown) => unknown,
): string => checked(document, applyEdits(document.text, edits), path, change);

function checked(document: TomlText, text: string, path: Path, change: (value: unknown) => unknown): string {
  const expected = changeAt(document.value, path, change);
  if (!means(document, text, expected))
    return refuseEdit(document, path, `the change at ${path.join('.')} would change more than that`);
  return document.bom + text;
}

function means({ file, program }: TomlText, text: string, expected: unknown): boolean {
  try {
    return (
      isDeepStrictEqual(comparable(parseToml(text, file)), comparable(expected)) &&
      isDeepStrictEqual(commentsOf(openToml(text, file).program), commentsOf(program))
    );
  } catch {
    return false;
  }
}

const commentsOf = ({ comments }: TomlText['program']): readonly string[] =>
  comments.map(({ value }) => value);

/** The document with what stands at `path` replaced; the document itself stays as it is. */
function changeAt(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? changeAt(item, rest, change) : item));
  const record = asRecord(value);
  return { ...record, [key]: changeAt(record[key], rest, change) };
}

/** Equal for values that mean the same, whatever made them: parsed tables have no prototype, and what is undefined is not there. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (value instanceof Date) return { date: value.toISOString() };
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return new Map(members.map(([key, member]) => [key, comparable(member)]));
}

const assignment = (key: string, value: TomlInput): string => `${tomlKey(key)} = ${tomlValue(value)}`;

const layout = ({ text }: TomlText): AppendOptions => ({ eol: eolOf(text), unit: '  ' });

const indentOf = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
