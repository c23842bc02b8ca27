import { posix } from 'node:path';
import { ConfigError } from '@agent-spaces/core';
import { spacesIn } from '@agent-spaces/scaffold';
import { readNxJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { DEFAULT_SETTINGS, readOptions, type PluginSettings } from '../plugin/options';
import { PLUGIN_NAME } from '../plugin/target-configuration';

type PluginEntry = NonNullable<NxJsonConfiguration['plugins']>[number];

/** What nx.json says of this plugin; the first entry where there are several. */
export const pluginEntry = ({ plugins }: NxJsonConfiguration): PluginEntry | undefined =>
  plugins?.find((entry) => (typeof entry === 'string' ? entry : entry.plugin) === PLUGIN_NAME);

/**
 * The options of this plugin in nx.json, with their defaults.
 * @throws ConfigError for options that cannot be used
 */
export function readPluginSettings(tree: Tree): PluginSettings {
  const entry = pluginEntry(readNxJson(tree) ?? {});
  return checkedSettings(typeof entry === 'object' ? entry.options : undefined);
}

/** @throws ConfigError for options that cannot be used */
export function checkedSettings(raw: unknown): PluginSettings {
  const options = readOptions(raw);
  if ('settings' in options) return options.settings;
  const { message, hint } = options.fault;
  throw new ConfigError(`The options of ${PLUGIN_NAME} cannot be used: ${message}.`, {
    location: { file: 'nx.json' },
    hint,
  });
}

/** Where references are resolved, from the workspace root, as the graph has it; `undefined` for `$ASP_HOME/repo`. */
export const registryOf = (tree: Tree, { registry }: PluginSettings): string | undefined =>
  registry ?? (spacesIn(tree).length > 0 ? '.' : undefined);

/** The directory of the workspace in which its own spaces are made; `false` where the registry lies outside the workspace. */
export const registryInTree = ({ registry = '.' }: PluginSettings): string | false =>
  registry === '..' || registry.startsWith('../') ? false : registry;

/** The option `spaces` with which the spaces of a registry in the workspace are projects. */
export const spacesGlob = (registry = '.'): string => posix.join(registry, DEFAULT_SETTINGS.spaces);
