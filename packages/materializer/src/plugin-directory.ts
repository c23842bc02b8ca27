import { lstatSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { MaterializationError } from '@agent-spaces/core';
import { isErrno, makeDirectories } from '@agent-spaces/store';
import { aside, dropLeftover, isFile, pruneLeftovers, refused } from './bundle-place';
import { inspectPlugin, type PluginFileFacts } from './inspect-plugin';
import { createPluginFile, settleDirectory } from './plugin-file';

/** Marks a plugin directory that stands by itself as ours. No space carries anything in `.claude-plugin`, and the client ignores it. */
export const PLUGIN_RECORD = '.claude-plugin/asp.json';

export interface PluginDirectoryFile extends PluginFileFacts {
  /** Asked once, when it is written. */
  readonly read: () => Promise<Uint8Array | string>;
}

/**
 * Makes `directory` hold exactly these files, `PLUGIN_RECORD` among them: written beside it and renamed, so that whoever loads it finds
 * the old plugin or the new one. One that is right already stays untouched. Its parent must exist, and nobody else may write there.
 * @returns whether anything was written
 * @throws MaterializationError when something that asp did not make lies there, or the disk refuses.
 */
export async function writePluginDirectory(
  directory: string,
  files: readonly PluginDirectoryFile[],
): Promise<boolean> {
  const isThere = isOurs(directory);
  if (isThere && inspectPlugin(directory, files).differences.length === 0) return false;
  pruneLeftovers(directory);
  const staging = aside(directory, 'new');
  const old = aside(directory, 'old');
  try {
    mkdirSync(staging);
    const directories = makeDirectories(
      staging,
      files.map(({ path }) => path),
    );
    for (const path of directories) settleDirectory(join(staging, path));
    for (const { path, read, kind } of files) createPluginFile(join(staging, path), await read(), kind);
    if (isThere) renameSync(directory, old);
    renameSync(staging, directory);
    return true;
  } catch (error) {
    throw isErrno(error) ? refused(directory, 'written', error) : error;
  } finally {
    for (const leftover of [staging, old]) dropLeftover(leftover);
  }
}

/** @throws MaterializationError when what is there is not ours. */
function isOurs(directory: string): boolean {
  try {
    const found = lstatSync(directory, { throwIfNoEntry: false });
    if (!found) return false;
    const isEmpty = found.isDirectory() && readdirSync(directory).length === 0;
    if (isEmpty || (found.isDirectory() && isFile(join(directory, PLUGIN_RECORD)))) return true;
  } catch (error) {
    throw isErrno(error) ? refused(directory, 'looked into', error) : error;
  }
  throw new MaterializationError(`${directory} exists and was not made by asp, so it is not overwritten.`, {
    location: { file: directory },
    hint: 'Name another directory, or remove this one yourself.',
  });
}
