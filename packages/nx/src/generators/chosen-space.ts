import { ConfigError, printable } from '@agent-spaces/core';
import { spacesIn, type SpaceAddress } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { ask } from './ask';
import { readPluginSettings, registryInTree } from './plugin-settings';

export interface SpaceChoice {
  /** Its id, or the name of its project. */
  readonly space?: string;
  /** Where the user stands, from the workspace root. */
  readonly cwd?: string;
}

/**
 * The space that is meant: the one that is named, else the one around the user, else the only one, else the one that is answered with.
 * @throws ConfigError where that leaves a choice, and where the workspace's registry lies outside of it
 */
export async function chosenSpace(tree: Tree, { space, cwd = '' }: SpaceChoice): Promise<SpaceAddress> {
  const settings = readPluginSettings(tree);
  const registry = registryInTree(settings);
  if (registry === false) throw registryElsewhere(settings.registry);
  const known: readonly string[] = spacesIn(tree, registry);
  if (space !== undefined) return { space: idOf(space, settings.spacePrefix, known), registry };
  const around = known.find((id) => isInside(cwd, joined(registry, `spaces/${id}`)));
  const only = known.length === 1 ? known[0] : undefined;
  const chosen =
    around ?? only ?? (known.length > 0 ? await ask(`Which space? (${known.join(', ')})`) : undefined);
  if (chosen !== undefined) return { space: idOf(chosen, settings.spacePrefix, known), registry };
  throw new ConfigError(known.length === 0 ? 'This workspace has no space yet.' : 'Which space is meant?', {
    hint:
      known.length === 0
        ? 'Make one: nx g @agent-spaces/nx:space <name>.'
        : `Name one with --space: ${printable(known.join(', '), 200)}.`,
  });
}

export const registryElsewhere = (registry: string | undefined): ConfigError =>
  new ConfigError(`The registry of this workspace, ${registry}, lies outside of it.`, {
    location: { file: 'nx.json' },
    hint: 'Change its spaces there.',
  });

/** A space is known to Nx by its project's name. An id wins that looks like the name of another space's project. */
function idOf(text: string, prefix: string, known: readonly string[]): string {
  return prefix !== '' && text.startsWith(prefix) && !known.includes(text) ? text.slice(prefix.length) : text;
}

const joined = (directory: string, path: string): string =>
  directory === '.' ? path : `${directory}/${path}`;

const isInside = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(`${directory}/`);
