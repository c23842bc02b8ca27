import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import type { SpaceFileKind } from '@agent-spaces/core';
import { isErrno } from '@agent-spaces/store';

/** The mode of a plugin's file, on every machine and under every umask: two copies of a plugin differ in nothing. */
const modeOf = (kind: SpaceFileKind): number => (kind === 'executable' ? 0o755 : 0o644);

// Windows knows read-only and nothing else.
const KEEPS_MODES = process.platform !== 'win32';

/** Whether a file has exactly the mode it was given, set-user-id and the like included. */
export const hasModeOf = ({ mode }: Stats, kind: SpaceFileKind): boolean =>
  !KEEPS_MODES || (mode & 0o7777) === modeOf(kind);

const DIRECTORY_MODE = 0o755;

/** Whether a directory of a plugin has the mode it was given; a set-group-id bit is that of the directory around it. */
export const hasDirectoryMode = ({ mode }: Stats): boolean =>
  !KEEPS_MODES || (mode & 0o777) === DIRECTORY_MODE;

/** Gives a directory of a plugin its mode, and returns what the disk says of it. */
export function settleDirectory(path: string): Stats {
  const found = lstatSync(path);
  if (!hasDirectoryMode(found)) ignoringDisk(() => chmodSync(path, DIRECTORY_MODE));
  return found;
}

/** Creates a file of a plugin, which must not exist, and returns what the disk says of it. */
export function createPluginFile(path: string, data: Uint8Array | string, kind: SpaceFileKind): Stats {
  const descriptor = openSync(path, 'wx', modeOf(kind));
  try {
    writeFileSync(descriptor, data);
    const created = fstatSync(descriptor);
    return hasModeOf(created, kind) ? created : withMode(descriptor, kind);
  } finally {
    closeSync(descriptor);
  }
}

/** The umask has taken something away. */
function withMode(descriptor: number, kind: SpaceFileKind): Stats {
  ignoringDisk(() => fchmodSync(descriptor, modeOf(kind)));
  return fstatSync(descriptor);
}

/** A disk that keeps no modes has none to set. */
function ignoringDisk(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!isErrno(error)) throw error;
  }
}
