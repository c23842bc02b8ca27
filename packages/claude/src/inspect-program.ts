import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';

/** What stands at a path where a program is expected. */
export type ProgramState = 'program' | 'missing' | 'not-a-file' | 'not-executable' | 'not-startable';

/**
 * Whether a path is a program the system can start, found out without starting it.
 *
 * `not-startable` is an executable text without `#!`. Such is the `claude` of an npm package whose install script did not run: a
 * shell would run it, and it would only print that Claude Code is not installed.
 */
export async function inspectProgram(path: string): Promise<ProgramState> {
  try {
    if (!(await stat(path)).isFile()) return 'not-a-file';
  } catch {
    return 'missing';
  }
  try {
    await access(path, constants.X_OK);
  } catch {
    return 'not-executable';
  }
  return isStartable(await firstBytes(path)) ? 'program' : 'not-startable';
}

/** A program may be executable and yet unreadable; then only starting it would tell, and it gets the benefit of the doubt. */
async function firstBytes(path: string): Promise<Buffer | undefined> {
  let file;
  try {
    file = await open(path);
  } catch {
    return undefined;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const HASHBANG = '2321';
const WINDOWS = '4d5a';
const ELF = '7f454c46';
const MACH_O = ['cffaedfe', 'cefaedfe', 'cafebabe'];

function isStartable(start: Buffer | undefined): boolean {
  if (!start) return true;
  const hex = start.toString('hex');
  return [HASHBANG, WINDOWS, ELF, ...MACH_O].some((magic) => hex.startsWith(magic));
}
