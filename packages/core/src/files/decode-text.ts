import { isUtf8 } from 'node:buffer';
import { ConfigParseError } from '../errors';
import { printable } from '../printable';

/**
 * The text of a file, wherever its bytes come from; a byte order mark stays, so that it can be written back as it was.
 *
 * @param file path for messages; nothing is read from it
 * @throws ConfigParseError for bytes that are not UTF-8, which would else become other text without a word
 */
export function decodeText(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ConfigParseError(`${printable(file, 400)} is not text`, [
    {
      message: `${printable(file, 400)} is not UTF-8 text`,
      location: { file, line: firstBadLine(bytes) },
      hint: 'Save the file as UTF-8.',
    },
  ]);
}

/** A newline is never part of a longer UTF-8 sequence, so lines can be judged one by one. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, stop))) return line;
    start = stop;
  }
  return line;
}
