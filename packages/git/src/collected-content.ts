import { constants } from 'node:buffer';
import { GitError } from '@agent-spaces/core';
import type { ContentSink } from './object-reader';

/** A sink that holds `size` bytes of content as one buffer and hands it to `make`. */
export function collectedContent<T>(size: number, make: (content: Buffer) => T): ContentSink<T> {
  if (size > constants.MAX_LENGTH)
    throw new GitError(`A git object of ${size} bytes does not fit into memory`);
  const content = Buffer.allocUnsafe(size);
  let filled = 0;
  return {
    write(part) {
      filled += part.copy(content, filled);
    },
    done: () => make(content),
  };
}
