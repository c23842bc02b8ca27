import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { GitError } from '@agent-spaces/core';
import { blobHeader, type ObjectFormat } from './hash-blob';

const BUFFER_BYTES = 1024 * 1024;

/**
 * The id git gives a blob of a regular file's bytes, read in pieces of at most 1 MiB. The id begins with the size, so that it must be
 * known beforehand (from `lstat`); a file that has another size by now is refused, and a symbolic link is never followed.
 */
export async function hashFile(path: string, size: number, format: ObjectFormat): Promise<string> {
  const hash = createHash(format).update(blobHeader(size));
  const read = await readInto(path, size, (part) => hash.update(part));
  if (read !== size) {
    throw new GitError(`The file is not ${size} bytes long any more`, {
      location: { file: path },
      hint: 'Something writes to it; run the command again when that is done.',
    });
  }
  return hash.digest('hex');
}

/** Hands the file over in parts and returns its length, or a greater number than `size` as soon as it is known to be longer. */
async function readInto(path: string, size: number, take: (part: Buffer) => void): Promise<number> {
  try {
    // Windows has no O_NOFOLLOW; there the constant is undefined and counts as 0.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      // One byte more than announced, to see a file that grew.
      const buffer = Buffer.allocUnsafe(Math.min(size + 1, BUFFER_BYTES));
      let read = 0;
      while (read <= size) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        read += bytesRead;
        take(buffer.subarray(0, bytesRead));
      }
      return read;
    } finally {
      await file.close();
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GitError(`The file cannot be read: ${why}`, { location: { file: path }, cause });
  }
}
