import type * as JsoncParser from 'jsonc-parser';
import type { Path } from './source';

type Node = JsoncParser.Node;

/**
 * Puts a value at a path of a JSON text, with the objects on the way that are missing; the length of a list as an index appends to it.
 * What is added is laid out like its neighbours, and every other byte stays. The same value changes nothing.
 *
 * @param text what `parseJson` accepts
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

/** Takes a member of an object, or an item of a list, out of a JSON text; every other byte stays. */
export function removeJsonValue(text: string, path: Path): string {
  let node: Node | undefined = rootOf(text);
  for (const segment of path) node = node && memberOf(node, segment);
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

function rootOf(text: string): Node {
  // Loaded only by who edits; a byte order mark is no part of what it parses.
  const { parseTree } = require('jsonc-parser') as typeof JsoncParser;
  const root = parseTree(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text);
  if (!root) throw new RangeError('There is no JSON to edit');
  return root;
}

function memberOf({ type, children = [] }: Node, segment: string): Node | undefined {
  if (type === 'array') return /^(?:0|[1-9]\d*)$/.test(segment) ? children[Number(segment)] : undefined;
  if (type !== 'object') return undefined;
  return children.find(({ children: [name] = [] }) => name?.value === segment)?.children?.[1];
}

function replaceNode(text: string, node: Node, value: unknown): string {
  const old = text.slice(node.offset, endOf(node));
  if (JSON.stringify(JSON.parse(old)) === JSON.stringify(value)) return text;
  const isInline = !old.includes('\n') && (node.children ?? []).length > 0;
  return splice(text, node.offset, endOf(node), write(value, layoutAt(text, node.offset, isInline)));
}

function addMember(text: string, list: Node, key: string, value: unknown): string {
  const { type, children: entries = [] } = list;
  if (type !== 'object' && !(type === 'array' && key === String(entries.length)))
    throw new RangeError(`There is no place for ${JSON.stringify(key)} in a JSON ${type}`);
  const last = entries.at(-1);
  const isSpread = last ? text.slice(list.offset, last.offset).includes('\n') : text.includes('\n');
  const inner = last ? indentAt(text, last.offset) : indentAt(text, list.offset) + unitOf(text);
  const layout: Layout = {
    ...layoutAt(text, list.offset, !isSpread || isOneLine(text, last)),
    indent: inner,
  };
  const name = type === 'object' ? `${JSON.stringify(key)}:${layout.gap}` : '';
  const entry = name + write(value, layout);
  const eol = eolOf(text);
  if (last)
    return splice(
      text,
      endOf(last),
      endOf(last),
      isSpread ? `,${eol}${inner}${entry}` : `,${layout.gap}${entry}`,
    );
  const [open, close] = isSpread ? [eol + inner, eol + indentAt(text, list.offset)] : ['', ''];
  return splice(text, list.offset + 1, endOf(list) - 1, open + entry + close);
}

/** Whether an entry is a list or an object in one line, which shows how the next one is meant to be written. */
function isOneLine(text: string, entry: Node | undefined): boolean {
  const value = entry?.type === 'property' ? entry.children?.[1] : entry;
  return Boolean(value?.children?.length) && !text.slice(value?.offset, value && endOf(value)).includes('\n');
}

interface Layout {
  /** Everything in one line. */
  readonly inline: boolean;
  /** Of the line in which the value begins. */
  readonly indent: string;
  readonly unit: string;
  readonly eol: string;
  /** What follows a colon, and a comma or brace within a line. */
  readonly gap: string;
}

const layoutAt = (text: string, offset: number, inline: boolean): Layout => ({
  inline,
  indent: indentAt(text, offset),
  unit: unitOf(text),
  eol: eolOf(text),
  // Who writes no blank anywhere means to write none.
  gap: /\s/.test(text.trim().replace(/"(?:[^"\\]|\\.)*"/g, '')) || !/[:,]/.test(text) ? ' ' : '',
});

const endOf = ({ offset, length }: Node): number => offset + length;

const splice = (text: string, from: number, to: number, put: string): string =>
  text.slice(0, from) + put + text.slice(to);

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** The blanks at the beginning of the line. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';

const unitOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';

function write(value: unknown, layout: Layout): string {
  const { inline, indent, unit, eol, gap } = layout;
  if (!inline) return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, layout)).join(`,${gap}`)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${gap}${write(member, layout)}`,
  );
  return members.length === 0 ? '{}' : `{${gap}${members.join(`,${gap}`)}${gap}}`;
}
