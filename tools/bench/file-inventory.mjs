import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const identity = ({ dev, ino, size, mtimeNs }) => `${dev}:${ino}:${size}:${mtimeNs}`;

/** Every file and link below a directory, by path; nothing for a directory that does not exist. */
export function takeInventory(directory, inventory = new Map()) {
  let entries = [];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) takeInventory(path, inventory);
    else inventory.set(path, lstatSync(path, { bigint: true }));
  }
  return inventory;
}

/**
 * What was created or replaced between two inventories: names (a hard link is a name), and the bytes behind them, each inode once and only
 * if it was not there before. What came and went in between is not seen.
 *
 * @returns {{ files: number, bytes: number }}
 */
export function compareInventories(before, after) {
  const known = new Set([...before.values()].map(identity));
  const written = new Map();
  let files = 0;
  for (const [path, stats] of after) {
    const earlier = before.get(path);
    if (earlier && identity(earlier) === identity(stats)) continue;
    files += 1;
    if (!known.has(identity(stats))) written.set(identity(stats), Number(stats.size));
  }
  return { files, bytes: [...written.values()].reduce((sum, size) => sum + size, 0) };
}
