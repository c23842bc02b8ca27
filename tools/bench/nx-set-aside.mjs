import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes things out of the way without removing them: after many files have been removed, some file systems (ext4 without a journal)
 * take ten times as long to create others for some minutes, and that is not what is to be measured.
 *
 * @param {string} attic where they go; on the same file system
 * @returns {(path: string) => void} nothing happens where nothing is there
 */
export function setAsideTo(attic) {
  mkdirSync(attic, { recursive: true });
  let count = 0;
  return (path) => {
    if (!existsSync(path)) return;
    renameSync(path, join(attic, String(count)));
    count += 1;
  };
}
