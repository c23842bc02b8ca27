import { join } from 'node:path';
import { ConfigError } from '@agent-spaces/core';
import { getProjects, type Tree } from '@nx/devkit';
import { spaceProjectName } from '../plugin/space-project';
import { PLUGIN_NAME } from '../plugin/target-configuration';
import type { PluginSettings } from '../plugin/options';

/**
 * Two projects of one name are an error that every command of Nx ends with, so a space is not made into the second one.
 * @throws ConfigError that names the project which has the name
 */
export function refuseTakenName(tree: Tree, id: string, settings: PluginSettings): void {
  const name = spaceProjectName(id, settings);
  const taken = getProjects(tree).get(name);
  // The space itself, which is there already: that is for whoever writes it to say.
  if (!taken || taken.root.endsWith(`spaces/${id}`)) return;
  throw new ConfigError(`A space "${id}" would be a project "${name}", and ${taken.root} is one already.`, {
    location: { file: join(taken.root, 'project.json') },
    hint: `Choose another name, or give spaces a prefix: {"plugin": "${PLUGIN_NAME}", "options": {"spacePrefix": "space/"}} in nx.json.`,
  });
}
