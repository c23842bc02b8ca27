import { mkdirSync, rmdirSync, statSync } from 'node:fs';

/**
 * Removes an empty directory and makes it anew, as another process would some time after. The clock of a file system goes in ticks, and
 * within one of them the new directory may be the old one by all that the disk says of it.
 */
export function makeLater(path: string): void {
  const identity = (): string => {
    const { ino, birthtimeNs } = statSync(path, { bigint: true });
    return `${ino}:${birthtimeNs}`;
  };
  const before = identity();
  do {
    rmdirSync(path);
    mkdirSync(path);
  } while (identity() === before);
}
