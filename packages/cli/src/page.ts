import type { Writable } from 'node:stream';
import { textOf, type Line } from './line';

/** A stream of the terminal. It takes no bare text but for programs, so that nothing reaches a person's eyes unescaped. */
export interface Page {
  print(...lines: readonly Line[]): void;
  /** Something that a shell reads back, to the byte. */
  printVerbatim(text: string): void;
  printJson(document: unknown): void;
  /** Shows a line in the place of the one shown last; the next is written over it. */
  redraw(line: Line): void;
  /** Takes away the line that was shown last. */
  clearLine(): void;
}

export function pageOn(stream: Writable): Page {
  return {
    print: (...lines) => void stream.write(lines.map((line) => `${textOf(line)}\n`).join('')),
    printVerbatim: (text) => void stream.write(`${text}\n`),
    printJson: (document) => void stream.write(`${withoutControls(JSON.stringify(document, null, 2))}\n`),
    redraw: (line) => void stream.write(`${CLEAR_LINE}${textOf(line)}`),
    clearLine: () => void stream.write(CLEAR_LINE),
  };
}

const CLEAR_LINE = '\r\u001B[2K';

/** JSON may hold characters that a terminal obeys or that turn a line round; their escapes mean the same. */
const withoutControls = (json: string): string =>
  json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
