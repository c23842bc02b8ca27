import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno, MATERIALIZER_VERSION, type BlobStore } from '@agent-spaces/store';
import {
  aside,
  BUNDLE_RECORD,
  BUNDLE_STAMP,
  dropLeftover,
  isDirectory,
  isFile,
  pluginDirectoryName,
  refused,
  refuseForeignDirectory,
} from './bundle-place';
import {
  areUntouched,
  arrangePlugins,
  gatherPlugins,
  isSamePlugins,
  stagePlugins,
  type BundlePlugin,
  type PluginArrangement,
} from './bundle-plugins';
import { bundleTexts, notesIn, pluginsIn, type Composition } from './bundle-record';
import { readBundleStamp, type BundleStamp, type ComposedStamp } from './bundle-stamp';
import { fingerprint, type PluginStamp, type Scrutiny } from './plugin-stamp';
import { discardEntry, replaceEntry } from './replace-entry';

/** What a composed bundle is made of; everything that can change its bytes, and nothing else (seed 003 §7, DESIGN "Keys"). */
export interface BundleIdentity {
  /** Where the bundle will lie: `mcp.json` and `settings.json` name the plugin directories absolutely. */
  readonly directory: string;
  readonly projectRoot: string;
  /** In load order. */
  readonly plugins: readonly { readonly id: string; readonly cacheKey: string }[];
  /** The merged `[claude]` options. */
  readonly claude: unknown;
}

export interface BundleContent {
  /** In load order. */
  readonly plugins: readonly BundlePlugin[];
  readonly composition: Composition;
  /** See `RecordedBundle`. */
  readonly portable: Composition;
  readonly notes: unknown;
}

export interface BundlePaths {
  readonly directory: string;
  readonly pluginDirectories: readonly string[];
  /** `undefined` when the bundle has no MCP server. */
  readonly mcpConfig: string | undefined;
  readonly settings: string;
}

export interface ComposedBundle extends BundlePaths {
  readonly notes: unknown;
}

export interface WriteOptions {
  /** Whether something that asp did not make may be replaced. */
  readonly mayReplaceForeign: boolean;
}

export interface WriteBundleOptions extends WriteOptions {
  /**
   * Told the path of each plugin, relative to the bundle, that is replaced although the record beside it says that it is the right one
   * already: a cache has brought something else under its name, or somebody has edited it.
   */
  readonly onAltered?: (path: string) => void;
}

export function computeBundleKey(identity: BundleIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify(['bundle-v2', MATERIALIZER_VERSION, identity]))
    .digest('hex');
}

/**
 * The bundle under `directory` if it is the one that `key` names and nothing in it was touched since it was written. Only the stamp
 * that this machine made is believed: the record and the plugins may have come out of a cache.
 * @throws MaterializationError where it may not be looked into.
 */
export function openBundle(directory: string, key: string, scrutiny: Scrutiny): ComposedBundle | undefined {
  return looking(directory, () => {
    const stamp = readBundleStamp(directory);
    const composed = stamp?.composed;
    if (!stamp || composed?.key !== key || composed.files !== fingerprintOfFiles(directory, composed.hasMcp))
      return undefined;
    if (!areUntouched(directory, stamp.plugins, scrutiny)) return undefined;
    const notes = notesIn(readFileSync(join(directory, BUNDLE_RECORD), 'utf8'));
    return { ...pathsOf(directory, stamp.plugins, composed), notes };
  });
}

/**
 * The plugin directories under `directory` if they are these and no file in them was touched since they were put there, composed or
 * not.
 * @throws MaterializationError where it may not be looked into.
 */
export function openPlugins(
  directory: string,
  plugins: BundleIdentity['plugins'],
): readonly string[] | undefined {
  return looking(directory, () => {
    const wanted = plugins.map(({ id, cacheKey }, index) => ({
      name: pluginDirectoryName(index, id, plugins.length),
      cacheKey,
    }));
    const stamped = readBundleStamp(directory)?.plugins;
    return stamped && isSamePlugins(stamped, wanted) && areUntouched(directory, stamped, 'files')
      ? directoriesOf(directory, stamped)
      : undefined;
  });
}

function looking<Found>(directory: string, look: () => Found | undefined): Found | undefined {
  try {
    return look();
  } catch (error) {
    if (!isErrno(error)) throw error;
    // What was there a moment ago: another process is just putting its own in its place.
    if (error.code === 'ENOENT') return undefined;
    throw refused(directory, 'looked into', error);
  }
}

/**
 * Puts the plugins of a bundle in their place and leaves everything else there as it is. Those that are there and right stay or are
 * moved, so the work is proportional to what changed; the others are copied out of the cache, each file verified on the way.
 * @throws IntegrityError when the cache holds something else than was put there; MaterializationError when something else lies in
 * the place and `mayReplaceForeign` is false, or the disk refuses.
 */
export function writePlugins(
  blobs: BlobStore,
  directory: string,
  plugins: readonly BundlePlugin[],
  options: WriteOptions,
): readonly string[] {
  return staged(directory, options, (staging) => {
    const before = readBundleStamp(directory);
    const arrangement = arrangePlugins(directory, plugins, before);
    const stamps = stagePlugins(blobs, arrangement, staging);
    // What is composed of the same plugins holds for their copies too; where it lies, only its own files can say.
    const composed = before && isSamePlugins(before.plugins, stamps) ? before.composed : undefined;
    if (!arrangement.isInPlace) {
      claim(directory, staging);
      gatherPlugins(directory, arrangement, staging);
      place(directory, staging, 'plugins');
    }
    placeStamp(directory, staging, { stamp: 1, plugins: stamps, ...(composed ? { composed } : {}) });
    return directoriesOf(directory, stamps);
  });
}

/** As `writePlugins`, and composes the bundle of them: settings, MCP servers, the record. Throws the same. */
export function writeBundle(
  blobs: BlobStore,
  directory: string,
  key: string,
  content: BundleContent,
  options: WriteBundleOptions,
): ComposedBundle {
  return staged(directory, options, (staging) => {
    const arrangement = arrangePlugins(directory, content.plugins, readBundleStamp(directory));
    tellAltered(directory, arrangement, options);
    const stamps = stagePlugins(blobs, arrangement, staging);
    const texts = bundleTexts({ ...content, plugins: stamps });
    const files = [
      ['settings.json', texts.settings],
      ['mcp.json', texts.mcp],
      [BUNDLE_RECORD, texts.record],
    ] as const;
    for (const [name, text] of files) if (text !== undefined) stageFile(staging, name, text);

    claim(directory, staging);
    if (!arrangement.isInPlace) {
      gatherPlugins(directory, arrangement, staging);
      place(directory, staging, 'plugins');
    }
    for (const [name, text] of files) {
      if (text === undefined) discardEntry(join(directory, name), trashOf(staging));
      else place(directory, staging, name);
    }
    const hasMcp = texts.mcp !== undefined;
    const composed = { key, files: fingerprintOfFiles(directory, hasMcp), hasMcp };
    placeStamp(directory, staging, { stamp: 1, plugins: stamps, composed });
    return { ...pathsOf(directory, stamps, composed), notes: content.notes };
  });
}

function tellAltered(
  directory: string,
  { plugins }: PluginArrangement,
  { onAltered }: WriteBundleOptions,
): void {
  const file = join(directory, BUNDLE_RECORD);
  if (!onAltered || plugins.every(({ present }) => present) || !isDirectory(directory) || !isFile(file))
    return;
  const recorded = pluginsIn(readFileSync(file, 'utf8'));
  for (const { name, plugin, present } of plugins) {
    const isPromised = recorded.some((each) => each.name === name && each.cacheKey === plugin.key);
    const path = `plugins/${name}`;
    if (!present && isPromised && lstatSync(join(directory, path), { throwIfNoEntry: false }))
      onAltered(path);
  }
}

/**
 * Does work that stages beside a bundle what is then renamed into it. Killed at any moment, the bundle is the old one, or one whose
 * stamp knows nothing of it, and what was staged bears a name that says so.
 */
function staged<Result>(
  directory: string,
  { mayReplaceForeign }: WriteOptions,
  work: (staging: string) => Result,
): Result {
  if (!mayReplaceForeign) refuseForeignDirectory(directory);
  const staging = aside(directory, 'new');
  try {
    mkdirSync(staging, { recursive: true });
    return work(staging);
  } catch (error) {
    throw isErrno(error) ? refused(directory, 'written', error) : error;
  } finally {
    dropLeftover(staging);
  }
}

/**
 * Makes the directory of a bundle ours, and whatever stands there not current any more: from here on it may be any mixture of old and
 * new, until it gets a stamp that knows it.
 */
function claim(directory: string, staging: string): void {
  if (!isDirectory(directory)) {
    discardEntry(directory, trashOf(staging));
    mkdirSync(directory);
  }
  placeStamp(directory, staging, { stamp: 1, plugins: [] });
}

function placeStamp(directory: string, staging: string, stamp: BundleStamp): void {
  stageFile(staging, BUNDLE_STAMP, JSON.stringify(stamp));
  place(directory, staging, BUNDLE_STAMP);
}

const stageFile = (staging: string, name: string, text: string): void =>
  writeFileSync(join(staging, name), text, { flag: 'wx' });

const place = (directory: string, staging: string, name: string): void =>
  replaceEntry(join(staging, name), join(directory, name), trashOf(staging));

const trashOf = (staging: string): string => join(staging, 'trash');

const pathsOf = (
  directory: string,
  plugins: readonly PluginStamp[],
  { hasMcp }: ComposedStamp,
): BundlePaths => ({
  directory,
  pluginDirectories: directoriesOf(directory, plugins),
  mcpConfig: hasMcp ? join(directory, 'mcp.json') : undefined,
  settings: join(directory, 'settings.json'),
});

const directoriesOf = (directory: string, plugins: readonly PluginStamp[]): readonly string[] =>
  plugins.map(({ name }) => join(directory, 'plugins', name));

const fingerprintOfFiles = (directory: string, hasMcp: boolean): string =>
  fingerprint(directory, ['settings.json', ...(hasMcp ? ['mcp.json'] : []), BUNDLE_RECORD]);
