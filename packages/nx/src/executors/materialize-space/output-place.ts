import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '@agent-spaces/core';

/**
 * Where the plugin directory goes, absolute. Nx keeps outputs of the workspace alone, and what lies among the files of a space becomes
 * part of it.
 *
 * @param workspaceRoot may be reached by symlinks, which is why only what lies below it is followed to its real place
 * @param spaces their directories, from the workspace root
 * @throws ConfigError for a place outside the workspace, inside a space or around one
 */
export function outputPlace(workspaceRoot: string, output: string, spaces: Iterable<string>): string {
  const place = resolve(workspaceRoot, output);
  if (isAbsolute(output) || !isBelow(relative(workspaceRoot, place))) {
    throw new ConfigError(`The output ${JSON.stringify(output)} is not a path inside the workspace.`, {
      hint: `Write one from the workspace root, such as ${USUAL}.`,
    });
  }
  const [root, real] = [slashed(realpathSync.native(workspaceRoot)), slashed(realPlace(place))];
  for (const space of spaces) {
    const directory = `${root}${space}/`;
    if (real.startsWith(directory)) {
      throw new ConfigError(`The output ${JSON.stringify(output)} would become part of the space ${space}.`, {
        hint: OUTSIDE_SPACES,
      });
    }
    if (directory.startsWith(real)) {
      throw new ConfigError(
        `The output ${JSON.stringify(output)} is a directory that holds the space ${space}.`,
        {
          hint: OUTSIDE_SPACES,
        },
      );
    }
  }
  return place;
}

const USUAL = 'dist/asp/<space>';
const OUTSIDE_SPACES = `Write a path outside of every space, such as ${USUAL}.`;

/** The path of a directory, to be compared with what lies below it. */
const slashed = (path: string): string => `${path.replaceAll(sep, '/')}/`;

const isBelow = (path: string): boolean =>
  path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);

/** With the symlinks followed that are there, in the case that the disk has it in. */
const realPlace = (path: string): string =>
  existsSync(path) ? realpathSync.native(path) : join(realPlace(dirname(path)), basename(path));
