import { posix } from 'node:path';
import {
  ConfigError,
  decodeText,
  parseProjectManifest,
  printable,
  PROJECT_MANIFEST,
} from '@agent-spaces/core';
import type { Tree } from '@nx/devkit';
import { ask } from './ask';

/**
 * The Run Target that is meant: the one that is named, else the only one, else the one that is answered with.
 *
 * @param project its directory, from the workspace root
 * @throws ConfigError where that leaves a choice, ConfigParseError, ConfigValidationError
 */
export async function chosenTarget(tree: Tree, project: string, target: string | undefined): Promise<string> {
  if (target !== undefined) return target;
  const file = posix.join(project, PROJECT_MANIFEST);
  const content = tree.isFile(file) ? tree.read(file) : null;
  if (content === null) {
    throw new ConfigError(`There is no ${file}.`, {
      location: { file },
      hint: 'Make a Run Target first: nx g @agent-spaces/nx:run-target <name>.',
    });
  }
  const names = [...parseProjectManifest(decodeText(content, file), file).targets.keys()];
  const only = names.length === 1 ? names[0] : undefined;
  const chosen =
    only ?? (names.length > 0 ? await ask(`Which Run Target? (${names.join(', ')})`) : undefined);
  if (chosen !== undefined) return chosen;
  throw new ConfigError(
    names.length === 0 ? `${file} has no Run Target yet.` : `Which Run Target of ${file} is meant?`,
    {
      location: { file },
      hint:
        names.length === 0
          ? 'Make one: nx g @agent-spaces/nx:run-target <name>.'
          : `Name one with --target: ${printable(names.join(', '), 200)}.`,
    },
  );
}
