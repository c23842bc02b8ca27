import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from '@agent-spaces/store';
import { BUNDLE_RECORD, isDirectory, pluginDirectoryName, refused } from './bundle-place';
import type { BundleTexts } from './bundle-record';
import { inspectPlugin, type DifferenceKind, type PluginFileFacts } from './inspect-plugin';

/** One thing in which a bundle on disk is not what it is to be. */
export interface BundleDifference {
  readonly kind: DifferenceKind;
  readonly part: 'plugin' | 'settings' | 'mcp' | 'record';
  /** Relative to the bundle, `/`-separated; of a directory that is missing or extra as a whole, the directory. */
  readonly path: string;
}

export interface ExpectedBundle {
  /** In load order. */
  readonly plugins: readonly { readonly id: string; readonly files: readonly PluginFileFacts[] }[];
  readonly texts: BundleTexts;
}

/**
 * Compares a bundle with what it is to be, byte for byte; no stamp is believed. Plugins come first, in load order. What else lies at
 * the top of the bundle is no part of it: the client is told of nothing there.
 * @throws MaterializationError where it may not be looked into.
 */
export function compareBundle(
  directory: string,
  { plugins, texts }: ExpectedBundle,
): readonly BundleDifference[] {
  try {
    return [
      ...comparePlugins(directory, plugins),
      ...compareText(directory, 'settings', 'settings.json', texts.settings),
      ...compareText(directory, 'mcp', 'mcp.json', texts.mcp),
      ...compareText(directory, 'record', BUNDLE_RECORD, texts.record),
    ];
  } catch (error) {
    throw isErrno(error) ? refused(directory, 'looked into', error) : error;
  }
}

function comparePlugins(directory: string, plugins: ExpectedBundle['plugins']): readonly BundleDifference[] {
  const part = 'plugin';
  const root = join(directory, 'plugins');
  if (!isDirectory(directory) || !isDirectory(root)) {
    const isThere = isDirectory(directory) && lstatSync(root, { throwIfNoEntry: false }) !== undefined;
    return [{ kind: isThere ? 'changed' : 'missing', part, path: 'plugins' }];
  }
  const names = plugins.map(({ id }, index) => pluginDirectoryName(index, id, plugins.length));
  const wanted = new Set(names);
  const differences = plugins.flatMap(({ files }, index) => {
    const name = names[index] ?? '';
    return inspectPlugin(join(root, name), files).differences.map(({ kind, path }): BundleDifference => ({
      kind,
      part,
      path: path === '.' ? `plugins/${name}` : `plugins/${name}/${path}`,
    }));
  });
  const extra = readdirSync(root).filter((name) => !wanted.has(name));
  return [
    ...differences,
    ...extra.sort().map((name): BundleDifference => ({ kind: 'extra', part, path: `plugins/${name}` })),
  ];
}

function compareText(
  directory: string,
  part: BundleDifference['part'],
  path: string,
  expected: string | undefined,
): readonly BundleDifference[] {
  const file = join(directory, path);
  const found = isDirectory(directory) ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
  if (expected === undefined) return found ? [{ kind: 'extra', part, path }] : [];
  if (!found) return [{ kind: 'missing', part, path }];
  const isSame =
    found.isFile() && found.size === Buffer.byteLength(expected) && readFileSync(file, 'utf8') === expected;
  return isSame ? [] : [{ kind: 'changed', part, path }];
}
