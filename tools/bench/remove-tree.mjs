import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes a directory and everything below it, also where directories are read-only, as those of a store are. */
export function removeTree(directory) {
  if (!existsSync(directory)) return;
  makeWritable(directory);
  rmSync(directory, { recursive: true });
}

function makeWritable(directory) {
  chmodSync(directory, 0o700);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(directory, entry.name));
  }
}
