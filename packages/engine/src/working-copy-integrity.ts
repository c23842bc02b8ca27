import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { computeIntegrity, workingCopyContent, workingCopyStamp } from '@agent-spaces/resolver';

/** What is known of working copies, by directory, from the time when their files looked as `stamp` says; for this machine alone. */
export interface IntegrityMemory {
  get(directory: string, stamp: string): string | undefined;
  set(directory: string, stamp: string, integrity: string): void;
}

/** Within one tick of a file system's clock a file can change twice and look the same. No clock in use ticks as slowly as this. */
const TICK_MS = 2000;

/**
 * The integrity that a space has as it lies on disk, modes and files that git ignores included; `missing` where there is none. With a
 * memory, no file is opened of a space that looks as it did when it was last read.
 * @throws SnapshotError for what no space can hold.
 */
export async function workingCopyIntegrity(directory: string, memory?: IntegrityMemory): Promise<string> {
  if (!existsSync(join(directory, 'space.toml'))) return 'missing';
  const now = Date.now();
  // Before the files are read: what changes meanwhile looks different the next time.
  const stamp = memory && workingCopyStamp(directory);
  const digest = stamp && createHash('sha256').update(stamp.text).digest('base64url');
  const known = digest && memory.get(directory, digest);
  if (known) return known;
  const { files } = await workingCopyContent(directory);
  const integrity = computeIntegrity(files);
  if (digest && stamp.changedAt < now - TICK_MS) memory.set(directory, digest, integrity);
  return integrity;
}
