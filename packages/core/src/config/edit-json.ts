import type * as JsoncParser from 'jsonc-parser';
import type { Path } from './source';

type Node = JsoncParser.Node;

/**
 * Puts a value at a path of a JSON text, with the objects on the way that are missing; the length of a list as an index appends to it.
 * What is added is laid out like its neighbours, and every other byte stays. The same value changes nothing.
 *
 * @param text what `parseJson` accepts; comments and commas at the end of a list may be in it
 * @throws RangeError where the path leads through something that holds no members
 */
export function setJsonValue(text: string, path: Path, value: unknown): string {
  let node = rootOf(text);
  let depth = 0;
  for (const segment of path) {
    const member = memberOf(node, segment);
    if (!member) break;
    node = member;
    depth += 1;
  }
  const [key, ...below] = path.slice(depth);
  if (key === undefined) return replaceNode(text, node, value);
  const nested = below.reduceRight((inner, name) => ({ [name]: inner }), value);
  return addMember(text, node, key, nested);
}

/**
 * Puts an item in front of the others of a list, with the list and the objects on the way to it that are missing.
 *
 * @param text as for `setJsonValue`
 * @throws RangeError where there is something else than a list
 */
export function prependJsonItem(text: string, path: Path, value: unknown): string {
  const list = nodeAt(rootOf(text), path);
  const first = list?.children?.[0];
  if (!list) return setJsonValue(text, path, [value]);
  if (list.type !== 'array') throw new RangeError(`There is no place for an item in a JSON ${list.type}`);
  if (!first) return setJsonValue(text, [...path, '0'], value);
  const manner = mannerOf(text);
  const start = list.offset + 1;
  const isSpread = leadOf(text, first.offset) !== undefined && text.slice(start, first.offset).includes('\n');
  const indent = indentAt(text, first.offset);
  if (isSpread) return splice(text, start, start, `${manner.eol}${indent}${write(value, manner, indent)},`);
  const blank = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return splice(
    text,
    start,
    start,
    `${blank}${write(value, manner, undefined)},${blank === '' ? manner.gap : ''}`,
  );
}

/** Takes a member of an object, or an item of a list, out of a JSON text; every other byte stays. */
export function removeJsonValue(text: string, path: Path): string {
  const node = nodeAt(rootOf(text), path);
  if (!node?.parent) return text;
  const entry = node.parent.type === 'property' ? node.parent : node;
  const entries = entry.parent?.children ?? [];
  const index = entries.indexOf(entry);
  const [before, after] = [entries[index - 1], entries[index + 1]];
  if (before) return splice(text, endOf(before), endOf(entry), '');
  if (after) return splice(text, entry.offset, after.offset, '');
  const list = entry.parent;
  return list ? splice(text, list.offset + 1, endOf(list) - 1, '') : text;
}

/** Loaded only by who edits. */
const parser = (): typeof JsoncParser => require('jsonc-parser') as typeof JsoncParser;

function rootOf(text: string): Node {
  // A byte order mark is no part of what it parses.
  const bare = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const root = parser().parseTree(bare, [], { allowTrailingComma: true });
  if (!root) throw new RangeError('There is no JSON to edit');
  return root;
}

function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const segment of path) node = node && memberOf(node, segment);
  return node;
}

function memberOf({ type, children = [] }: Node, segment: string): Node | undefined {
  if (type === 'array') return /^(?:0|[1-9]\d*)$/.test(segment) ? children[Number(segment)] : undefined;
  if (type !== 'object') return undefined;
  return children.find(({ children: [name] = [] }) => name?.value === segment)?.children?.[1];
}

function replaceNode(text: string, node: Node, value: unknown): string {
  const old = text.slice(node.offset, endOf(node));
  if (JSON.stringify(parser().getNodeValue(node)) === JSON.stringify(value)) return text;
  const isInline = !old.includes('\n') && (node.children ?? []).length > 0;
  const indent = indentAt(text, node.offset);
  return splice(text, node.offset, endOf(node), write(value, mannerOf(text), isInline ? undefined : indent));
}

function addMember(text: string, list: Node, key: string, value: unknown): string {
  const { type, children: entries = [] } = list;
  if (type !== 'object' && !(type === 'array' && key === String(entries.length)))
    throw new RangeError(`There is no place for ${JSON.stringify(key)} in a JSON ${type}`);
  const manner = mannerOf(text);
  const { eol, gap, padding, unit } = manner;
  const name = type === 'object' ? `${JSON.stringify(key)}:${gap}` : '';
  const last = entries.at(-1);
  if (last) {
    // The last that begins a line.
    const first = entries.findLast(({ offset }) => leadOf(text, offset) !== undefined);
    const lead = first && leadOf(text, first.offset);
    const indent = first && !isOneLine(text, last) ? indentAt(text, first.offset) : undefined;
    const entry = name + write(value, manner, indent);
    const between = lead === undefined ? `,${gap}` : lead.includes(',') ? eol + lead : `,${eol}${lead}`;
    return addBehind(text, last, between, entry);
  }
  const inside = text.slice(list.offset + 1, endOf(list) - 1).trimEnd();
  const isSpread = list.parent === undefined || inside !== '' || text.includes('\n');
  const outer = indentAt(text, list.offset);
  const entry = name + write(value, manner, isSpread ? outer + unit : undefined);
  const blank = type === 'object' ? padding : '';
  const [open, close] = isSpread ? [eol + outer + unit, eol + outer] : [blank, blank];
  return splice(text, list.offset + 1, endOf(list) - 1, inside + open + entry + close);
}

function addBehind(text: string, last: Node, between: string, entry: string): string {
  const end = endOf(last);
  const [note = '', comma = ''] = (/^,\r?\n/.test(between) && NOTE.exec(text.slice(end))) || [];
  const added = between.slice(1) + entry;
  return note === ''
    ? splice(text, end, end, between + entry)
    : comma === ''
      ? splice(text, end, end + note.length, `,${note}${added}`)
      : splice(text, end + note.length, end + note.length, added + comma);
}

/** A comment behind the last entry in its line, which is about that entry. */
const NOTE = /^[ \t]*(,?)[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)(?=\r?\n)/;

/** What precedes an entry in its line, where that is nothing but blanks and a comma; `undefined` in the middle of a line. */
function leadOf(text: string, offset: number): string | undefined {
  const lead = text.slice(lineStart(text, offset), offset);
  return /^[ \t]*(?:,[ \t]*)?$/.test(lead) ? lead : undefined;
}

/** Whether an entry is a list or an object in one line, which shows how the next one is meant to be written. */
function isOneLine(text: string, entry: Node): boolean {
  const value = entry.type === 'property' ? entry.children?.[1] : entry;
  return Boolean(value?.children?.length) && !text.slice(value?.offset, value && endOf(value)).includes('\n');
}

/** How a text is laid out. */
interface Manner {
  readonly eol: string;
  /** One step of indentation. */
  readonly unit: string;
  /** What follows a colon or a comma within a line. */
  readonly gap: string;
  /** What stands inside the braces of an object in one line. */
  readonly padding: string;
}

/** Told by the first place that shows it. */
function mannerOf(text: string): Manner {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|\/\/.*|\/\*[^]*?\*\//g, (each) =>
    each.startsWith('"') ? '""' : '',
  );
  const gap = /:(\s?)/.exec(bare) ?? /,(\s?)/.exec(bare);
  const padding = /\{([ \t]?)(?![\s}])/.exec(bare);
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    unit: /\n([ \t]+)\S/.exec(bare)?.[1] ?? '  ',
    gap: gap?.[1] === '' ? '' : ' ',
    padding: padding?.[1] === '' ? '' : ' ',
  };
}

const endOf = ({ offset, length }: Node): number => offset + length;

const splice = (text: string, from: number, to: number, put: string): string =>
  text.slice(0, from) + put + text.slice(to);

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The blanks at the beginning of the line. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';

/** @param indent of the line in which the value begins; `undefined` for everything in one line */
function write(value: unknown, manner: Manner, indent: string | undefined): string {
  const { eol, unit, gap, padding } = manner;
  if (indent !== undefined) return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent);
  const inline = (each: unknown): string => write(each, manner, undefined);
  if (Array.isArray(value)) return `[${value.map(inline).join(`,${gap}`)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${gap}${inline(each)}`);
  return members.length === 0 ? '{}' : `{${padding}${members.join(`,${gap}`)}${padding}}`;
}
