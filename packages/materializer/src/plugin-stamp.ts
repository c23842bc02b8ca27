import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { makeDirectories, readPluginFile, type BlobStore, type CachedPlugin } from '@agent-spaces/store';
import { createPluginFile, settleDirectory } from './plugin-file';

/** `[path, mtime in ms]`; it moves when an entry of the directory comes or goes. */
export type DirectoryStamp = readonly [path: string, mtimeMs: number];

/** What is noted of a plugin that is known to be right, to know later whether anyone has touched it. */
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
    const data = readPluginFile(blobs, plugin, file);
    return stampOf(file.path, createPluginFile(join(target, file.path), data, file.kind));
  });
  return {
    name,
    cacheKey: plugin.key,
    directories: directories.map((path) => [path, settleDirectory(join(target, path)).mtimeMs]),
    files: fingerprintOf(files),
  };
}

/** The ctime moves with every change of content or mode, and no program can set it. */
export const stampOf = (path: string, { size, ctimeMs }: Stats): string => `${path}\0${size}\0${ctimeMs}\n`;

export const fingerprintOf = (stamps: readonly string[]): string =>
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

export function isUntouched(
  directory: string,
  plugin: Pick<PluginStamp, 'directories' | 'files'>,
  scrutiny: Scrutiny,
): boolean {
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
