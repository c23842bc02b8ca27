import type { NxJsonConfiguration } from '@nx/devkit';
import type { OptionFault } from './options';
import { PLUGIN_NAME } from './target-configuration';

/**
 * Where in nx.json a fault of the options stands, as a JSON pointer. `undefined` where nx.json does not list them: another file that it
 * extends does, or a plugin that hands them on.
 *
 * @param raw the options at fault, of one entry for this plugin
 */
export function optionPointer(
  { plugins = [] }: NxJsonConfiguration,
  raw: unknown,
  { option }: OptionFault,
): string | undefined {
  const given = JSON.stringify(raw);
  const index = plugins.findIndex(
    (entry) =>
      typeof entry === 'object' && entry.plugin === PLUGIN_NAME && JSON.stringify(entry.options) === given,
  );
  if (index < 0) return undefined;
  const key = option === undefined ? '' : `/${option.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return `/plugins/${index}/options${key}`;
}
