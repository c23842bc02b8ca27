import { isDeepStrictEqual } from 'node:util';
import { ConfigError, createSource, locate, parseJson } from '@agent-spaces/core';
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import { eolOf, splitBom } from '../text/lines';
import { appendEntry, type WrittenList } from '../text/list-edit';
import { applyEdits, type TextEdit } from '../text/text-edit';

/** Keys and indices from the document to a value. */
export type JsonPath = readonly (string | number)[];

// Edits of JSON as text. `modify` of jsonc-parser lays out anew what stands beside a change; these leave it as it is, to the byte.

/**
 * Adds a member at the end of the object at `path`, in the manner of the members there.
 *
 * @throws ConfigParseError for what is no strict JSON, ConfigError where there is no object or it has the key
 */
export function addMember(text: string, file: string, path: JsonPath, key: string, value: unknown): string {
  const document = openJson(text, file);
  const node = nodeAt(document, path, 'object');
  if (Object.hasOwn(valueOf(document.value, path) as object, key))
    throw refusal(document, [...path, key], `${JSON.stringify(key)} is there already`);
  const entry = (layout: Layout): string => `${JSON.stringify(key)}:${layout.gap}${write(value, layout)}`;
  return checked(document, append(document, node, entry), path, (table) => ({
    ...(table as object),
    [key]: value,
  }));
}

/** Adds an item at the end of the list at `path`. Throws as `addMember` does. */
export function addItem(text: string, file: string, path: JsonPath, value: unknown): string {
  const document = openJson(text, file);
  const node = nodeAt(document, path, 'array');
  const edits = append(document, node, (layout) => write(value, layout));
  return checked(document, edits, path, (items) => [...(items as readonly unknown[]), value]);
}

/** Replaces the text at `path`. Throws as `addMember` does. */
export function replaceJsonText(text: string, file: string, path: JsonPath, value: string): string {
  const document = openJson(text, file);
  const { offset, length } = nodeAt(document, path, 'string');
  const edit = { from: offset, to: offset + length, text: JSON.stringify(value) };
  return checked(document, [edit], path, () => value);
}

interface JsonText {
  readonly file: string;
  readonly bom: string;
  readonly text: string;
  readonly value: unknown;
}

interface Layout {
  /** Of the line that the value begins in; `undefined` for the middle of a line. */
  readonly indent: string | undefined;
  readonly unit: string;
  readonly eol: string;
  /** Behind a colon or comma in the middle of a line. */
  readonly gap: string;
  /** Inside the braces of an object that stands in one line. */
  readonly padding: string;
}

function openJson(text: string, file: string): JsonText {
  const value = parseJson(text, file);
  const [bom, body] = splitBom(text);
  return { file, bom, text: body, value };
}

function nodeAt(document: JsonText, path: JsonPath, type: Node['type']): Node {
  const root = parseTree(document.text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (node?.type === type) return node;
  throw refusal(document, path, `there is no ${type}`);
}

const refusal = ({ file, text }: JsonText, path: JsonPath, why: string): ConfigError =>
  new ConfigError(`${file} cannot be edited: ${why}.`, {
    location: locate(createSource('json', text, file), path.map(String), 'value'),
    hint: 'Make this change by hand; nothing was written.',
  });

function append({ text }: JsonText, node: Node, entry: (layout: Layout) => string): readonly TextEdit[] {
  const list = listOf(text, node);
  const [eol, unit] = [eolOf(text), unitOf(text)];
  const gap = /^\s*\{\s*"(?:[^"\\]|\\.)*"\s*:(?!\s)/.test(text) ? '' : ' ';
  const padding = /^\s*[{[]["{[]/.test(text) ? '' : ' ';
  const isInline = lastIsInOneLine(text, node);
  const spread = !isInline && (node.parent === undefined || text.includes('\n'));
  return appendEntry(
    text,
    list,
    (indent) => entry({ indent: isInline ? undefined : indent, unit, eol, gap, padding }),
    { eol, unit, gap, padded: padding !== '', spread },
  );
}

/** Whether the entry before is an object or a list that stands in one line, which shows how the next is meant to be written. */
function lastIsInOneLine(text: string, { children = [] }: Node): boolean {
  const last = children.at(-1);
  const value = last?.type === 'property' ? last.children?.[1] : last;
  if (!value?.children?.length) return false;
  return !text.slice(value.offset, value.offset + value.length).includes('\n');
}

function listOf(text: string, { offset, length, children = [] }: Node): WrittenList {
  const entries = children.map((child) => [child.offset, child.offset + child.length] as const);
  return {
    open: offset + 1,
    close: offset + length - 1,
    entries,
    // Strict JSON has nothing but blanks and one comma between two entries, and none behind the last.
    commas: entries.map(([, end], index) =>
      index + 1 < entries.length ? text.indexOf(',', end) : undefined,
    ),
    comments: [],
  };
}

/** One step of indentation: that of the first line that has any. */
function unitOf(text: string): string {
  const first = /\n([ \t]+)\S/.exec(text);
  return first?.[1] ?? '  ';
}

function write(value: unknown, layout: Layout): string {
  if (layout.indent !== undefined) {
    const lines = JSON.stringify(value, null, layout.unit).split('\n');
    return lines.join(layout.eol + layout.indent);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const entries = Object.entries(value).map(([key, member]) =>
    isList ? write(member, layout) : `${JSON.stringify(key)}:${layout.gap}${write(member, layout)}`,
  );
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const padding = isList || entries.length === 0 ? '' : layout.padding;
  return open + padding + entries.join(`,${layout.gap}`) + padding + close;
}

function checked(
  document: JsonText,
  edits: readonly TextEdit[],
  path: JsonPath,
  change: (value: unknown) => unknown,
): string {
  const text = applyEdits(document.text, edits);
  if (!isDeepStrictEqual(parseJson(text, document.file), changeAt(document.value, path, change)))
    throw refusal(document, path, 'the change would change more than it should');
  return document.bom + text;
}

function changeAt(value: unknown, path: JsonPath, change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? changeAt(item, rest, change) : item));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: changeAt(record[key], rest, change) };
}

const valueOf = (value: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string | number, unknown>>)[key], value);
