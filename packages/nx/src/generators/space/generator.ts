import { posix } from 'node:path';
import { ConfigError, isSpaceId, printable } from '@agent-spaces/core';
import { createSpace } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { SPACE_MANIFEST, sortConfigFiles } from '../../plugin/config-files';
import type { PluginSettings } from '../../plugin/options';
import { PLUGIN_NAME } from '../../plugin/target-configuration';
import { answered } from '../answered';
import { registryElsewhere } from '../chosen-space';
import { readPluginSettings, registryInTree, spacesGlob } from '../plugin-settings';
import { refuseTakenName } from '../refuse-taken-name';
import { spaceAuthor } from '../space-author';
import { withShownErrors } from '../with-shown-errors';
import type { SpaceGeneratorSchema } from './schema';

/** A new space in the registry of the workspace; what it begins with is scaffold's. */
export default function spaceGenerator(workspace: Tree, options: SpaceGeneratorSchema): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const { name, initialVersion, command, skill, agent, bare, ...facts } = answered(options);
    const settings = readPluginSettings(tree);
    const registry = registryInTree(settings);
    if (registry === false) throw registryElsewhere(settings.registry);
    const directory = posix.join(registry, 'spaces', name);
    refuseTakenName(tree, name, directory, settings);
    if (isSpaceId(name)) refuseStranger(directory, settings);
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

/** @throws ConfigError where the plugin would not take the space for one of the workspace */
function refuseStranger(directory: string, { spaces, registry }: PluginSettings): void {
  const manifest = posix.join(directory, SPACE_MANIFEST);
  if (sortConfigFiles([manifest], spaces).spaces.length > 0) return;
  throw new ConfigError(
    `${printable(manifest, 400)} would be no project: the option \`spaces\` of ${PLUGIN_NAME} looks for ${spaces}.`,
    {
      location: { file: 'nx.json' },
      hint: `Let \`spaces\` be "${spacesGlob(registry)}", or let \`registry\` name the directory that has your spaces/.`,
    },
  );
}

const BARE = { command: false } as const;
