import { lineEnd, lineStart } from './lines';
import type { TextEdit } from './text-edit';

/** From the first character to the one after the last. */
export type TextRange = readonly [from: number, to: number];

/** A list as it is written: the items of an array, or the members of an object or an inline table. */
export interface WrittenList {
  /** Offset behind the opening bracket. */
  readonly open: number;
  /** Offset of the closing bracket. */
  readonly close: number;
  readonly entries: readonly TextRange[];
  /** Offset of the comma that follows the entry of the same index. */
  readonly commas: readonly (number | undefined)[];
  /** Comments between the brackets, those inside of entries apart. */
  readonly comments: readonly TextRange[];
}

export interface AppendOptions {
  readonly eol: string;
  /** One step of indentation, for a list whose entries give no example. */
  readonly unit: string;
  /** What stands between two entries of one line, for a list that has no two; one space unless given. */
  readonly gap?: string;
  /** Whether an empty list gets spaces inside its brackets, as in `{ a = 1 }`. */
  readonly padded?: boolean;
  /** Puts the first entry of an empty list on a line of its own. */
  readonly spread?: boolean;
}

/**
 * What adds an entry at a list's end, in the manner of the entries before it: on a line of its own or not, with a comma behind it or not.
 * A comment stays beside the entry it stands beside.
 *
 * @param entry the text for a line indented by `indent`, or for the middle of a line where that is `undefined`
 */
export function appendEntry(
  text: string,
  list: WrittenList,
  entry: (indent: string | undefined) => string,
  options: AppendOptions,
): readonly TextEdit[] {
  const { eol } = options;
  const last = list.entries.at(-1);
  if (!last) return firstEntry(text, list, entry, options);
  const comma = list.commas.at(-1);
  const [lead = '', indent = ''] = ownLine(text, last) ?? [];
  const isOnOwnLine = ownLine(text, last) !== undefined;

  if (!isOnOwnLine) {
    const gap = gapBefore(text, list) ?? options.gap ?? ' ';
    return comma === undefined
      ? [insert(last[1], `,${gap}${entry(undefined)}`)]
      : [insert(comma + 1, `${gap}${entry(undefined)},`)];
  }
  if (comma !== undefined) {
    return [insert(afterComment(text, list, comma + 1), `${eol}${indent}${entry(indent)},`)];
  }
  const end = afterComment(text, list, last[1]);
  // A comma that leads its line stays where its author puts commas.
  if (lead !== indent) return [insert(end, `${eol}${lead}${entry(indent)}`)];
  return [insert(last[1], ','), insert(end, `${eol}${indent}${entry(indent)}`)];
}

/** What takes an entry out of a list, with its comma and, if nothing else is on it, its line. Comments stay. */
export function removeEntry(text: string, list: WrittenList, index: number): readonly TextEdit[] {
  const entry = list.entries[index];
  if (!entry) return [];
  const before = list.commas[index - 1];
  const [lead, indent] = ownLine(text, entry) ?? [];
  const after = list.commas[index];
  const comma = before !== undefined && (after === undefined || lead !== indent) ? before : after;
  const ranges: TextRange[] = comma === undefined ? [entry] : [entry, [comma, comma + 1]];
  return joinOnOneLine(text, ranges).map((range) => {
    const [from, to] = withBlanks(text, range, list);
    return { from, to, text: '' };
  });
}

const insert = (offset: number, text: string): TextEdit => ({ from: offset, to: offset, text });

function firstEntry(
  text: string,
  { open, close, comments }: WrittenList,
  entry: (indent: string | undefined) => string,
  { eol, unit, padded = false, spread = false }: AppendOptions,
): readonly TextEdit[] {
  const inner = text.slice(open, close);
  const outer = indentAt(text, open);
  const comment = comments.at(-1);
  if (comment) {
    const indent = isBlank(text.slice(lineStart(text, comment[0]), comment[0]))
      ? indentAt(text, comment[0])
      : outer + unit;
    return [insert(comment[1], `${eol}${indent}${entry(indent)}`)];
  }
  if (spread || inner.includes('\n')) {
    const line = `${eol}${outer}${unit}${entry(outer + unit)}`;
    return [inner.includes('\n') ? insert(open, line) : { from: open, to: close, text: line + eol + outer }];
  }
  const gap = padded || inner !== '' ? ' ' : '';
  return [{ from: open, to: close, text: gap + entry(undefined) + gap }];
}

/** What precedes an entry that is the first of its line: with a comma that leads the line, and without. */
function ownLine(text: string, [from]: TextRange): readonly [lead: string, indent: string] | undefined {
  const lead = text.slice(lineStart(text, from), from);
  const match = /^([ \t]*)(?:,[ \t]*)?$/.exec(lead);
  return match ? [lead, match[1] ?? ''] : undefined;
}

/** The blanks between the last comma and the last entry, if both are in one line. */
function gapBefore(text: string, { entries, commas }: WrittenList): string | undefined {
  const [comma, last] = [commas.at(-2), entries.at(-1)];
  if (comma === undefined || !last) return undefined;
  const gap = text.slice(comma + 1, last[0]);
  return /^[ \t]*$/.test(gap) ? gap : undefined;
}

/** Behind the comment that follows in the same line, if one does. */
function afterComment(text: string, { comments }: WrittenList, offset: number): number {
  const end = lineEnd(text, offset);
  return comments.find(([from]) => from >= offset && from < end)?.[1] ?? offset;
}

const isBlank = (text: string): boolean => /^[ \t]*$/.test(text);

const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';

function joinOnOneLine(text: string, ranges: readonly TextRange[]): readonly TextRange[] {
  const [one, other] = [...ranges].sort(([a], [b]) => a - b);
  if (!one || !other) return ranges;
  return isBlank(text.slice(one[1], other[0])) ? [[one[0], other[1]]] : [one, other];
}

/** A range with the blanks, or the whole line, that would be left over without it. */
function withBlanks(text: string, [from, to]: TextRange, { open, close }: WrittenList): TextRange {
  const [start, end] = [lineStart(text, from), lineEnd(text, to)];
  const blanksBehind = /^[ \t]*/.exec(text.slice(to, end))?.[0].length ?? 0;
  const isLastOfLine = to + blanksBehind === end;
  if (isBlank(text.slice(start, from))) {
    // The line break before goes along with the line; the one behind it may be part of what the text ends with.
    return isLastOfLine && start > 0 ? [start, nextLine(text, end)] : [from, to + blanksBehind];
  }
  if (isLastOfLine || text[to + blanksBehind] === '#') return [from, to];
  if (to + blanksBehind < close) return [from, to + blanksBehind];
  const blanksBefore = /[ \t]*$/.exec(text.slice(open, from))?.[0].length ?? 0;
  return from - blanksBefore > open ? [from - blanksBefore, to] : [from, to + blanksBehind];
}

const nextLine = (text: string, end: number): number => text.indexOf('\n', end) + 1 || text.length;
