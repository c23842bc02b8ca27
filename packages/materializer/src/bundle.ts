import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isErrno, MATERIALIZER_VERSION, type BlobStore, type CachedPlugin } from '@agent-spaces/store';
import { aside, BUNDLE_RECORD, isBundle, isDirectory, refused, refuseForeignDirectory } from './bundle-place';
import { copyPlugin, fingerprint, isUntouched, type PluginStamp, type Scrutiny } from './bundle-stamp';

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
  readonly plugins: readonly { readonly id: string; readonly plugin: CachedPlugin }[];
  /** `undefined` when no space brings a server: then no `mcp.json` is written. */
  readonly mcp: object | undefined;
  readonly settings: object;
  /** What is to be known of the bundle without opening its plugins again: lint results, inventory. Plain JSON. */
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

interface BundleRecord {
  readonly bundle: 1;
  readonly key: string;
  readonly plugins: readonly PluginStamp[];
  /** Of `settings.json` and `mcp.json`. */
  readonly files: string;
  readonly hasMcp: boolean;
  readonly notes: unknown;
}

/** The name of a plugin in a bundle of `count` (seed 003 §4.2): sorted by name is load order, however many there are. */
export const pluginDirectoryName = (index: number, id: string, count: number): string =>
  `${String(index).padStart(Math.max(3, String(count - 1).length), '0')}-${id}`;

export function computeBundleKey(identity: BundleIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify(['bundle-v1', MATERIALIZER_VERSION, identity]))
    .digest('hex');
}

/**
 * The bundle under `directory` if it is the one that `key` names and nothing in it was touched since it was written.
 * @throws MaterializationError where it may not be looked into.
 */
export function openBundle(directory: string, key: string, scrutiny: Scrutiny): ComposedBundle | undefined {
  try {
    return openUntouched(directory, key, scrutiny);
  } catch (error) {
    if (!isErrno(error)) throw error;
    // What was there a moment ago: another process is just putting its own in its place.
    if (error.code === 'ENOENT') return undefined;
    throw refused(directory, 'looked into', error);
  }
}

function openUntouched(directory: string, key: string, scrutiny: Scrutiny): ComposedBundle | undefined {
  const record = readBundleRecord(directory);
  if (record?.key !== key || record.files !== fingerprint(directory, configFiles(record.hasMcp)))
    return undefined;
  const plugins = join(directory, 'plugins');
  const present = readdirSync(plugins).sort();
  if (present.join('\0') !== record.plugins.map(({ name }) => name).join('\0')) return undefined;
  if (!record.plugins.every((plugin) => isUntouched(join(plugins, plugin.name), plugin, scrutiny)))
    return undefined;
  return { ...pathsOf(directory, record), notes: record.notes };
}

/**
 * Writes a bundle beside its place and swaps it in. Plugins that the bundle there already holds untouched are moved over, so the
 * work is proportional to what changed; the others are copied out of the cache, each file verified on the way.
 * @throws IntegrityError when the cache holds something else than was put there; MaterializationError when something else lies in
 * the place and `mayReplaceForeign` is false, or the disk refuses.
 */
export function writeBundle(
  blobs: BlobStore,
  directory: string,
  key: string,
  content: BundleContent,
  options: { readonly mayReplaceForeign: boolean },
): ComposedBundle {
  if (!options.mayReplaceForeign) refuseForeignDirectory(directory);
  const staging = aside(directory, 'new');
  try {
    const movable = new Map(readBundleRecord(directory)?.plugins.map((stamp) => [stamp.cacheKey, stamp]));
    mkdirSync(join(staging, 'plugins'), { recursive: true });
    const planned = content.plugins.map(({ id, plugin }, index) => {
      const name = pluginDirectoryName(index, id, content.plugins.length);
      const stamp = movable.get(plugin.key);
      const from = stamp && join(directory, 'plugins', stamp.name);
      const source = stamp && from && isUntouched(from, stamp, 'files') ? { from, stamp } : undefined;
      // Two versions of a space may have the same content; there is one copy of it to move.
      if (source) movable.delete(plugin.key);
      return { name, target: join(staging, 'plugins', name), plugin, source };
    });
    // What can fail comes first: a plugin that is moved is missed by the bundle it comes from.
    const copied = planned.map(({ name, target, plugin, source }) =>
      source ? { ...source.stamp, name } : copyPlugin(blobs, plugin, name, target),
    );
    writeJson(join(staging, 'settings.json'), content.settings);
    if (content.mcp) writeJson(join(staging, 'mcp.json'), content.mcp);
    for (const { source, target } of planned) if (source) renameSync(source.from, target);
    const record: BundleRecord = {
      bundle: 1,
      key,
      plugins: copied,
      files: fingerprint(staging, configFiles(content.mcp !== undefined)),
      hasMcp: content.mcp !== undefined,
      notes: content.notes,
    };
    writeFileSync(join(staging, BUNDLE_RECORD), JSON.stringify(record));
    if (lstatSync(directory, { throwIfNoEntry: false })) {
      const old = aside(directory, 'old');
      renameSync(directory, old);
      renameSync(staging, directory);
      rmSync(old, { recursive: true, force: true });
    } else {
      renameSync(staging, directory);
    }
    return { ...pathsOf(directory, record), notes: content.notes };
  } catch (error) {
    if (existsSync(staging)) rmSync(staging, { recursive: true });
    throw isErrno(error) ? refused(directory, 'written', error) : error;
  }
}

function pathsOf(directory: string, record: Pick<BundleRecord, 'plugins' | 'hasMcp'>): BundlePaths {
  return {
    directory,
    pluginDirectories: record.plugins.map(({ name }) => join(directory, 'plugins', name)),
    mcpConfig: record.hasMcp ? join(directory, 'mcp.json') : undefined,
    settings: join(directory, 'settings.json'),
  };
}

const configFiles = (hasMcp: boolean): readonly string[] => [
  'settings.json',
  ...(hasMcp ? ['mcp.json'] : []),
];

function readBundleRecord(directory: string): BundleRecord | undefined {
  if (!isBundle(directory) || !isDirectory(join(directory, 'plugins'))) return undefined;
  try {
    const record = JSON.parse(readFileSync(join(directory, BUNDLE_RECORD), 'utf8')) as BundleRecord;
    return record.bundle === 1 && Array.isArray(record.plugins) ? record : undefined;
  } catch (error) {
    // A record that is no JSON means that the bundle is to be made anew, whatever happened to it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx' });
}
