import { mkdirSync, rmdirSync, stat, statSync, utimesSync } from 'node:fs';

type Done = (error: NodeJS.ErrnoException | null) => void;

/**
 * The directory that is the lock, and the file system as the lock library may use it. The library removes a lock it believes stale,
 * or its own, and renews its own without looking again; between its look and that step another may have taken the lock over. Here both
 * are one synchronous step, and what is neither stale nor ours stays as it is: a renewed lock of another would look lost to that one.
 */
export function lockDirectory(path: string, staleMs: number) {
  let made: string | undefined;
  const isOurs = () => made !== undefined && identityOf(path) === made;
  const isStale = () => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found !== undefined && found.mtimeMs < Date.now() - staleMs;
  };
  const fileSystem = {
    stat,
    rmdirSync,
    utimes: (_: string, atime: Date, mtime: Date, done: Done) =>
      settle(done, () => {
        if (!isOurs()) throw Object.assign(new Error('The lock is not ours any more'), { code: 'ENOENT' });
        utimesSync(path, atime, mtime);
      }),
    mkdir: (_: string, done: Done) =>
      settle(done, () => {
        mkdirSync(path);
        made = identityOf(path);
      }),
    rmdir: (_: string, done: Done) =>
      settle(done, () => {
        if (isOurs() || isStale()) rmdirSync(path);
      }),
  };
  return { isOurs, fileSystem };
}

function settle(done: Done, step: () => void): void {
  let failure: NodeJS.ErrnoException | null = null;
  try {
    step();
  } catch (error) {
    failure = error as NodeJS.ErrnoException;
  }
  done(failure);
}

/** Tells a directory from a later one of the same name; the number of an inode alone is used again at once. */
function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}
