import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
} from 'node:fs';
import { join, posix } from 'node:path';
import type { SpaceFileKind } from '@agent-spaces/core';
import { isErrno, matchesOid } from '@agent-spaces/store';
import { hasDirectoryMode, hasModeOf } from './plugin-file';
import { fingerprintOf, stampOf, type DirectoryStamp, type PluginStamp } from './plugin-stamp';

/** A file that a plugin directory is to hold. */
export interface PluginFileFacts {
  /** Relative to the plugin directory, `/`-separated. */
  readonly path: string;
  readonly kind: SpaceFileKind;
  /** The git blob id of the content. */
  readonly oid: string;
  /** In bytes, where it is known: then a file of another size need not be read. */
  readonly size?: number;
}

export type DifferenceKind = 'missing' | 'changed' | 'extra' | 'mode';

export interface PluginDifference {
  /** `changed` also where a symlink or a directory stands in the place of a file, or the other way round. */
  readonly kind: DifferenceKind;
  /** A file, or a directory with all that is or should be in it; `.` for the plugin itself. */
  readonly path: string;
}

export interface PluginInspection {
  readonly differences: readonly PluginDifference[];
  /** Of the state that was looked at: whatever is written to it afterwards does not match it. */
  readonly stamp: Pick<PluginStamp, 'directories' | 'files'>;
}

/**
 * Compares a plugin directory with what it is to hold, down to the bytes, whoever has put it there: exactly these files, each a
 * regular file of this content and mode, and no directory beyond those they need. No symlink is followed and nothing is believed.
 */
export function inspectPlugin(directory: string, files: readonly PluginFileFacts[]): PluginInspection {
  const expected = new Map(files.map((file) => [file.path, file]));
  const children = childrenOf(expected.keys());
  const differences: PluginDifference[] = [];
  const directories: DirectoryStamp[] = [];
  const stamps: string[] = [];

  const inspectFile = (file: PluginFileFacts): void => {
    const seen = readRegularFile(join(directory, file.path), file.size);
    if (!seen || !matchesOid(seen.data, file.oid)) differences.push({ kind: 'changed', path: file.path });
    else if (!hasModeOf(seen.stats, file.kind)) differences.push({ kind: 'mode', path: file.path });
    else stamps.push(stampOf(file.path, seen.stats));
  };

  const inspectDirectory = (path: string, wanted: ReadonlySet<string>): void => {
    const listed = listDirectory(join(directory, path));
    if (listed.kind !== 'listed') {
      differences.push({ kind: listed.kind, path });
      return;
    }
    directories.push([path, listed.mtimeMs]);
    const present = new Set(listed.names);
    for (const name of [...listed.names, ...[...wanted].filter((child) => !present.has(child))].sort()) {
      const child = path === '.' ? name : `${path}/${name}`;
      const file = expected.get(child);
      const below = children.get(child);
      if (!present.has(name)) differences.push({ kind: 'missing', path: child });
      else if (file) inspectFile(file);
      else if (below) inspectDirectory(child, below);
      else differences.push({ kind: 'extra', path: child });
    }
  };

  inspectDirectory('.', children.get('.') ?? new Set());
  return { differences, stamp: { directories, files: fingerprintOf(stamps) } };
}

/** The names in each directory that these files need, `.` for the root. */
function childrenOf(paths: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const children = new Map<string, Set<string>>();
  for (const path of paths) {
    for (let child = path; child !== '.'; child = posix.dirname(child)) {
      const parent = posix.dirname(child);
      const names = children.get(parent);
      if (names?.has(posix.basename(child))) break;
      if (names) names.add(posix.basename(child));
      else children.set(parent, new Set([posix.basename(child)]));
    }
  }
  return children;
}

type Listing =
  | { readonly kind: Exclude<DifferenceKind, 'extra'> }
  | { readonly kind: 'listed'; readonly names: readonly string[]; readonly mtimeMs: number };

function listDirectory(path: string): Listing {
  try {
    // Before its names are read: what comes or goes after that moves it on.
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found?.isDirectory()) return { kind: found ? 'changed' : 'missing' };
    if (!hasDirectoryMode(found)) return { kind: 'mode' };
    return { kind: 'listed', names: readdirSync(path), mtimeMs: found.mtimeMs };
  } catch (error) {
    if (isErrno(error)) return { kind: 'changed' };
    throw error;
  }
}

// Neither a symlink is followed nor is a pipe waited for. Windows has neither flag; there both count as 0.
const OPEN_REGULAR = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

// What Node reads at once; no plugin has a larger file, because it could not have been written.
const LARGEST_FILE_BYTES = 2 ** 31 - 1;

/** `undefined` for what is no regular file of that size or cannot be read. The stats are older than the data, so they vouch for it. */
function readRegularFile(
  path: string,
  size: number | undefined,
): { readonly stats: Stats; readonly data: Buffer } | undefined {
  try {
    const descriptor = openSync(path, OPEN_REGULAR);
    try {
      const stats = fstatSync(descriptor);
      const isPossible =
        stats.isFile() && stats.size === (size ?? stats.size) && stats.size <= LARGEST_FILE_BYTES;
      return isPossible ? { stats, data: readFileSync(descriptor) } : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (isErrno(error)) return undefined;
    throw error;
  }
}
