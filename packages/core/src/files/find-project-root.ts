import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errnoOf } from './errno';
import { fileError } from './file-error';
import { PROJECT_MANIFEST } from './project-paths';

/**
 * The nearest directory, from `startDirectory` upwards, that holds an `asp-targets.toml` (seed 003 §4.2).
 *
 * @throws ConfigError where a directory on the way cannot be looked into
 */
export function findProjectRoot(startDirectory: string): string | undefined {
  for (let directory = resolve(startDirectory); ; directory = dirname(directory)) {
    if (isFile(join(directory, PROJECT_MANIFEST))) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (cause) {
    if (errnoOf(cause) === 'ENOTDIR') return false;
    throw fileError('read', path, cause);
  }
}
