import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/**
 * Renames `from` over whatever stands at `to`. A file takes the place of a file or of a symlink in one step; what no rename replaces
 * is moved into `trash` first.
 */
export function replaceEntry(from: string, to: string, trash: string): void {
  const standing = lstatSync(to, { throwIfNoEntry: false });
  if (standing && (standing.isDirectory() || lstatSync(from).isDirectory())) discardEntry(to, trash);
  renameSync(from, to);
}

/** Moves what stands at `path`, if anything does, into `trash`, which is made when it is needed. */
export function discardEntry(path: string, trash: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })) return;
  mkdirSync(trash, { recursive: true });
  renameSync(path, join(trash, randomBytes(6).toString('hex')));
}
