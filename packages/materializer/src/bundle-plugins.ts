import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { BlobStore, CachedPlugin } from '@agent-spaces/store';
import { isDirectory, pluginDirectoryName } from './bundle-place';
import type { BundleStamp } from './bundle-stamp';
import { inspectPlugin } from './inspect-plugin';
import { copyPlugin, isUntouched, type PluginStamp, type Scrutiny } from './plugin-stamp';

export interface BundlePlugin {
  readonly id: string;
  readonly plugin: CachedPlugin;
}

/** A plugin of a bundle, and the directory there that already is that plugin. */
interface ArrangedPlugin {
  readonly name: string;
  readonly plugin: CachedPlugin;
  /** Its stamp bears the name under which it stands there now. */
  readonly present: PluginStamp | undefined;
}

/** What is to happen to `plugins/` of a bundle. */
export interface PluginArrangement {
  readonly plugins: readonly ArrangedPlugin[];
  /** Everything stands there under its name already, and nothing else does. */
  readonly isInPlace: boolean;
}

/**
 * Looks for the plugins that a bundle is to have among those it has. One that nobody has touched since it was stamped is taken
 * wherever it stands. One without such a stamp, because a cache has restored it or something has touched it, is taken where it
 * stands under its own name and is that plugin down to the bytes.
 */
export function arrangePlugins(
  directory: string,
  plugins: readonly BundlePlugin[],
  stamp: BundleStamp | undefined,
): PluginArrangement {
  const root = join(directory, 'plugins');
  const isThere = isDirectory(directory) && isDirectory(root);
  const there = isThere ? readdirSync(root) : [];
  const wanted = plugins.map(({ id, plugin }, index) => ({
    name: pluginDirectoryName(index, id, plugins.length),
    plugin,
  }));

  const keys = new Set<string>(plugins.map(({ plugin }) => plugin.key));
  // Only what really lies there is moved, whatever a stamp names.
  const untouched = (stamp?.plugins ?? []).filter(
    (each) =>
      keys.has(each.cacheKey) &&
      there.includes(each.name) &&
      isUntouched(join(root, each.name), each, 'files'),
  );
  const found = new Map<string, PluginStamp>();
  const taken = new Set<string>();
  const take = (name: string, present: PluginStamp | undefined): void => {
    if (!present) return;
    found.set(name, present);
    taken.add(present.name);
  };
  // In this order, so that none is taken away from where it is right.
  for (const { name, plugin } of wanted)
    take(
      name,
      untouched.find((each) => each.name === name && each.cacheKey === plugin.key),
    );
  for (const { name, plugin } of wanted) {
    if (!found.has(name))
      take(
        name,
        untouched.find((each) => !taken.has(each.name) && each.cacheKey === plugin.key),
      );
  }
  for (const { name, plugin } of wanted) {
    if (!found.has(name) && !taken.has(name) && there.includes(name)) take(name, adopted(root, name, plugin));
  }

  const arranged = wanted.map((each) => ({ ...each, present: found.get(each.name) }));
  return {
    plugins: arranged,
    isInPlace:
      isThere &&
      isSameList(
        [...there].sort(),
        arranged.map(({ name }) => name),
      ) &&
      arranged.every(({ name, present }) => present?.name === name),
  };
}

function adopted(root: string, name: string, plugin: CachedPlugin): PluginStamp | undefined {
  const { differences, stamp } = inspectPlugin(join(root, name), plugin.files);
  return differences.length ? undefined : { name, cacheKey: plugin.key, ...stamp };
}

/**
 * Copies the plugins that are not there out of the cache into `staging`, and returns the stamps of all. This is the part that can
 * fail, so nothing is moved yet: a plugin that is moved is missed by the bundle it comes from.
 * @throws IntegrityError when the cache holds something else than was put there.
 */
export function stagePlugins(
  blobs: BlobStore,
  arrangement: PluginArrangement,
  staging: string,
): readonly PluginStamp[] {
  const root = join(staging, 'plugins');
  if (!arrangement.isInPlace) mkdirSync(root);
  return arrangement.plugins.map(({ name, plugin, present }) =>
    present ? { ...present, name } : copyPlugin(blobs, plugin, name, join(root, name)),
  );
}

/** Moves what is already there to the plugins that are staged; `staging/plugins` is then what the bundle is to have. */
export function gatherPlugins(directory: string, { plugins }: PluginArrangement, staging: string): void {
  for (const { name, present } of plugins)
    if (present) renameSync(join(directory, 'plugins', present.name), join(staging, 'plugins', name));
}

/** Whether `plugins/` holds just what was stamped, as it was stamped. */
export function areUntouched(directory: string, stamps: readonly PluginStamp[], scrutiny: Scrutiny): boolean {
  const root = join(directory, 'plugins');
  return (
    isDirectory(root) &&
    isSameList(
      readdirSync(root).sort(),
      stamps.map(({ name }) => name),
    ) &&
    stamps.every((stamp) => isUntouched(join(root, stamp.name), stamp, scrutiny))
  );
}

/** Whether two lists name the same plugins in the same order. */
export const isSamePlugins = (
  one: readonly Pick<PluginStamp, 'name' | 'cacheKey'>[],
  other: readonly Pick<PluginStamp, 'name' | 'cacheKey'>[],
): boolean => isSameList(one.map(nameAndKey), other.map(nameAndKey));

const nameAndKey = ({ name, cacheKey }: Pick<PluginStamp, 'name' | 'cacheKey'>): string =>
  `${name}/${cacheKey}`;

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index]);
