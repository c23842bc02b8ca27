import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { makeDirectories, readPluginFile, type BlobStore, type CachedPlugin } from '@agent-spaces/store';

/** `[path, mtime in ms]`; it moves when an entry of the directory comes or goes. */
type DirectoryStamp = readonly [path: string, mtimeMs: number];

/** What is noted of a plugin when it is written, to know later whether anyone has touched it. */
export interface PluginStamp {
  readonly name: string;
  readonly cacheKey: string;
  readonly directories: readonly DirectoryStamp[];
  /** Of all files, see `fingerprintOf`. */
  readonly files: string;
}

/**
 * How closely a bundle is looked at. `entries`: nothing came or went, which a `stat` per directory tells. `files`: no file was
 * written to either, which takes a `stat` per file.
 */
export type Scrutiny = 'entries' | 'files';

/** Copies a plugin out of the cache, each file verified on the way. @throws IntegrityError when one is not what was stored. */
export function copyPlugin(
  blobs: BlobStore,
  plugin: CachedPlugin,
  name: string,
  target: string,
): PluginStamp {
  mkdirSync(target);
  const directories = makeDirectories(
    target,
    plugin.files.map(({ path }) => path),
  );
  const files = plugin.files.map((file) => {
    const mode = file.kind === 'executable' ? 0o755 : 0o644;
    const descriptor = openSync(join(target, file.path), 'wx', mode);
    try {
      writeFileSync(descriptor, readPluginFile(blobs, plugin, file));
      return stampOf(file.path, fstatSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
  });
  return {
    name,
    cacheKey: plugin.key,
    directories: directories.map((path) => [path, lstatSync(join(target, path)).mtimeMs]),
    files: fingerprintOf(files),
  };
}

/** The ctime moves with every change of content or mode, and no program can set it. */
const stampOf = (path: string, { size, ctimeMs }: Stats): string => `${path}\0${size}\0${ctimeMs}\n`;

const fingerprintOf = (stamps: readonly string[]): string =>
  createHash('sha256')
    .update([...stamps].sort().join(''))
    .digest('hex');

/** One hash over the stamps of files, those that are missing included. */
export function fingerprint(root: string, paths: readonly string[]): string {
  return fingerprintOf(
    paths.map((path) => {
      const found = lstatSync(join(root, path), { throwIfNoEntry: false });
      return found ? stampOf(path, found) : `${path}\0missing`;
    }),
  );
}

export function isUntouched(directory: string, plugin: PluginStamp, scrutiny: Scrutiny): boolean {
  const isWhole = plugin.directories.every(([path, mtimeMs]) => {
    const found = lstatSync(join(directory, path), { throwIfNoEntry: false });
    return found?.isDirectory() === true && found.mtimeMs === mtimeMs;
  });
  if (!isWhole || scrutiny === 'entries') return isWhole;
  const paths = plugin.directories.flatMap(([path]) =>
    readdirSync(join(directory, path), { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => (path === '.' ? name : `${path}/${name}`)),
  );
  return fingerprint(directory, paths) === plugin.files;
}
