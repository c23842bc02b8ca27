import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { ConfigError, ConfigParseError } from '../errors';
import { printable } from '../printable';
import { errnoOf } from './errno';
import { fileError } from './file-error';

/**
 * A whole file as text; a byte order mark stays, so that the text can be written back as it was.
 *
 * @param hint what to do when the file is missing, where the caller knows more than "check the path"
 * @throws ConfigError where the file cannot be read, ConfigParseError where it is not UTF-8
 */
export async function readTextFile(path: string, hint?: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw fileError('read', path, cause, errnoOf(cause) === 'ENOENT' ? hint : undefined);
  }
  return decode(bytes, path);
}

/** As `readTextFile`, but a file that is not there is an answer, not an error. */
export async function readTextFileIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if (error instanceof ConfigError && errnoOf(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

function decode(bytes: Buffer, path: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ConfigParseError(`${printable(path, 400)} is not text`, [
    {
      message: `${printable(path, 400)} is not UTF-8 text`,
      location: { file: path, line: firstBadLine(bytes) },
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
