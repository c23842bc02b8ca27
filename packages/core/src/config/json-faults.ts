import type * as JsoncParser from 'jsonc-parser';
import { type ConfigIssue, ConfigParseError } from '../errors';
import { printable } from '../printable';
import { locationAt } from './source';

/** The parser that finds every fault; loaded only for text that `JSON.parse` refused or that hides a duplicate key. */
const tolerantParser = () => require('jsonc-parser') as typeof JsoncParser;

const STRICT = 'asp reads strict JSON: no comments, no trailing commas, keys and texts in double quotes.';

/** What each error of jsonc-parser says to a person, and what to do about it. */
const TEXTS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  InvalidSymbol: ['This is not a JSON value', STRICT],
  InvalidNumberFormat: ['This is not a JSON number', 'Write digits such as `1` or `1.5`.'],
  PropertyNameExpected: ['A key in double quotes is missing here', STRICT],
  ValueExpected: ['A value is missing here', STRICT],
  ColonExpected: ['A `:` is missing after the key', 'Write `"key": value`.'],
  CommaExpected: ['A `,` is missing between two entries', 'Put a comma after the entry before.'],
  CloseBraceExpected: ['A `}` is missing', 'Close the object that was opened with `{`.'],
  CloseBracketExpected: ['A `]` is missing', 'Close the list that was opened with `[`.'],
  EndOfFileExpected: [
    'The document ends before this',
    'A JSON file holds one value; remove what follows it.',
  ],
  InvalidCommentToken: ['Comments are not allowed', STRICT],
  UnexpectedEndOfComment: ['This comment has no end', STRICT],
  UnexpectedEndOfString: ['This text has no closing quote', 'Close it with `"` on the same line.'],
  UnexpectedEndOfNumber: ['This number has no end', 'Write digits such as `1` or `1.5`.'],
  InvalidUnicode: ['This is not a Unicode escape', 'Write `\\u` and four hex digits.'],
  InvalidEscapeCharacter: ['This is not an escape', 'Write a backslash as `\\\\`.'],
  InvalidCharacter: ['A control character stands inside a text', 'Write it as an escape such as `\\n`.'],
};

/** @param text without byte order mark, refused by `JSON.parse` with `cause` */
export function jsonSyntaxError(text: string, file: string, cause: unknown): ConfigParseError {
  const { parseTree, printParseErrorCode } = tolerantParser();
  const errors: JsoncParser.ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const issues = new Map<number, ConfigIssue>();
  for (const [index, { error, offset }] of errors.entries()) {
    const name = printParseErrorCode(error);
    // After an unknown word the parser misses the value that the word was meant to be.
    const before = errors[index - 1];
    if (name === 'ValueExpected' && before && printParseErrorCode(before.error) === 'InvalidSymbol') continue;
    const [message, hint] = TEXTS[name] ?? ['This is not JSON', STRICT];
    // One slip makes the parser complain more than once at the same place; the first complaint names it.
    if (!issues.has(offset)) issues.set(offset, { message, location: locationAt(text, offset, file), hint });
  }
  const [first, ...rest] = issues.values();
  return new ConfigParseError(
    summary(file),
    first
      ? [first, ...rest]
      : [{ message: 'This is not JSON', location: { file, line: 1, column: 1 }, hint: STRICT }],
    cause,
  );
}

/** @param text valid JSON, without byte order mark, in which some object has a key twice */
export function jsonDuplicateKeys(text: string, file: string): ConfigParseError {
  const issues: ConfigIssue[] = [];
  const visit = (node: JsoncParser.Node, pointer: string): void => {
    const seen = new Map<string, JsoncParser.Node>();
    for (const [index, child] of (node.children ?? []).entries()) {
      const [key, value] = child.type === 'property' ? (child.children ?? []) : [undefined, child];
      const name = key ? String(key.value) : String(index);
      const inner = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const before = key && seen.get(name);
      if (key && before) {
        const first = locationAt(text, before.offset, file);
        issues.push({
          message: `The key "${printable(name)}" stands here a second time`,
          location: { ...locationAt(text, key.offset, file), pointer: inner },
          hint: `It is first at line ${first.line}, column ${first.column}; keep one of the two.`,
        });
      }
      if (key) seen.set(name, key);
      if (value) visit(value, inner);
    }
  };
  const root = tolerantParser().parseTree(text);
  if (root) visit(root, '');
  const [
    first = { message: 'A key stands twice', location: { file }, hint: 'Keep one of the two.' },
    ...rest
  ] = issues;
  return new ConfigParseError(summary(file), [first, ...rest]);
}

const summary = (file: string): string => `${printable(file, 200)} is not valid JSON`;
