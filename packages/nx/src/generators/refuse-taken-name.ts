import { posix } from 'node:path';
import { ConfigError } from '@agent-spaces/core';
import type { Tree } from '@nx/devkit';
import { PROJECT_MANIFESTS } from '../plugin/name-collisions';
import type { PluginSettings } from '../plugin/options';
import { isInheritedName } from '../plugin/project-name';
import { spaceProjectName } from '../plugin/space-project';
import { PLUGIN_NAME } from '../plugin/target-configuration';
import { projectRoots } from './project-roots';

/**
 * Two projects of one name are an error that every command of Nx ends with, so a space is not made into the second one.
 *
 * @param directory of the space, from the workspace root
 * @throws ConfigError that names the project which has the name; for a name that Nx cannot keep too
 */
export function refuseTakenName(tree: Tree, id: string, directory: string, settings: PluginSettings): void {
  const name = spaceProjectName(id, settings);
  if (isInheritedName(name)) {
    throw new ConfigError(
      `A space "${id}" would be a project "${name}", which is a name that Nx cannot keep files by.`,
      { hint: CHOOSE },
    );
  }
  const root = projectRoots(tree).get(name);
  // The space itself, which is there already: that is for whoever writes it to say.
  if (root === undefined || root === directory) return;
  const files = PROJECT_MANIFESTS.map((file) => posix.join(root, file));
  const taken = root === '.' ? 'the workspace root' : root;
  throw new ConfigError(`A space "${id}" would be a project "${name}", and ${taken} is one already.`, {
    location: { file: files.find((file) => tree.isFile(file)) ?? taken },
    hint: CHOOSE,
  });
}

const CHOOSE = `Choose another name, or give spaces a prefix: {"plugin": "${PLUGIN_NAME}", "options": {"spacePrefix": "space/"}} in nx.json.`;
