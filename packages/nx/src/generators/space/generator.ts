import { createSpace } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { registryElsewhere } from '../chosen-space';
import { readPluginSettings, registryInTree } from '../plugin-settings';
import { refuseTakenName } from '../refuse-taken-name';
import { spaceAuthor } from '../space-author';
import { withShownErrors } from '../with-shown-errors';
import type { SpaceGeneratorSchema } from './schema';

/** A new space in the registry of the workspace; what it begins with is scaffold's. */
export default function spaceGenerator(tree: Tree, options: SpaceGeneratorSchema): Promise<void> {
  return withShownErrors(tree, async () => {
    const { name, initialVersion, command, skill, agent, bare, ...facts } = answered(options);
    const settings = readPluginSettings(tree);
    const registry = registryInTree(settings);
    if (registry === false) throw registryElsewhere(settings.registry);
    refuseTakenName(tree, name, settings);
    const made = createSpace(tree, {
      ...facts,
      id: name,
      registry,
      author: await spaceAuthor(tree, facts),
      ...(initialVersion === undefined ? {} : { version: initialVersion }),
      ...(command === undefined ? {} : { command: { name: command } }),
      ...(skill === undefined ? {} : { skill: { name: skill } }),
      ...(agent === undefined ? {} : { agent: { name: agent } }),
      ...(bare ? BARE : {}),
    });
    for (const component of made.components) tell(`The client calls it ${component}.`);
    tell(`Compose it in a Run Target as space:${made.id}@dev.`);
  });
}

const BARE = { command: false } as const;
