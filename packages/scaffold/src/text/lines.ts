const BOM = '\uFEFF';

/** A byte order mark apart from the text behind it. */
export const splitBom = (text: string): readonly [bom: string, body: string] =>
  text.startsWith(BOM) ? [BOM, text.slice(BOM.length)] : ['', text];

/** How the lines of a text end: as the first of them does. */
export const eolOf = (text: string): '\n' | '\r\n' => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');

/** Where the line of an offset begins. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Where the line of an offset ends, before what separates it from the next. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** The text with a block of lines at its end, after one blank line. */
export function appendBlock(text: string, block: string): string {
  const eol = eolOf(text);
  const lines = block.replaceAll('\n', eol);
  if (text.trim() === '') return text + lines;
  const ended = /\n[ \t]*$/.test(text) ? text : text + eol;
  return ended + (/\n[ \t]*\r?\n[ \t]*$/.test(ended) ? '' : eol) + lines;
}
