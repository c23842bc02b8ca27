import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** An absolute path as it is once the symlinks on the way are followed. The last name stays: it may be about to be made or replaced. */
export function realPlace(path: string): string {
  const parent = dirname(path);
  if (parent === path) return path;
  return join(existsSync(parent) ? realpathSync(parent) : realPlace(parent), basename(path));
}
