import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors';
import { decodeText } from './decode-text';
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
  return decodeText(bytes, path);
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
