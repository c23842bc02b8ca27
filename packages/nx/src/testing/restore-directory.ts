import { cpSync, renameSync, rmSync } from 'node:fs';

/** What a cache does with an output: other files of the same content and mode. */
export function restoreDirectory(path: string): void {
  cpSync(path, `${path}.saved`, { recursive: true });
  rmSync(path, { recursive: true });
  renameSync(`${path}.saved`, path);
}
