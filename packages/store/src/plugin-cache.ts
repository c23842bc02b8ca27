import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Integrity, PluginCacheKey, SpaceKey } from '@agent-spaces/core';
import { hashBlob } from '@agent-spaces/git';
import { computePluginCacheKey } from '@agent-spaces/resolver';
import type { AspHome } from './asp-home';
import type { BlobContent, BlobStore } from './blobs';
import { isKept, makeEntry } from './staging';
import {
  damaged,
  makeDirectories,
  readRecord,
  readStoredFile,
  refuseExtraFiles,
  type StoredFile,
} from './stored-tree';

/**
 * Raised with every change of what materialization writes. The cache key of seed 003 §7.1 cannot say it, so the record does, and an
 * entry of another version is built anew.
 */
export const MATERIALIZER_VERSION = 2;

/** `.asp-cache.json` (seed 003 §7.1), written last: an entry without it was never finished. */
interface PluginRecord {
  readonly spaceKey: SpaceKey;
  readonly integrity: Integrity;
  readonly pluginName: string;
  readonly pluginVersion?: string;
  readonly createdAt: string;
  readonly materializer: number;
  readonly files: readonly StoredFile[];
}

export interface CachedPlugin {
  readonly key: PluginCacheKey;
  readonly directory: string;
  /** In byte order of the paths; the record itself is not among them. */
  readonly files: readonly StoredFile[];
}

/** A file to be put into a cache entry: content of the space, or text made for it. */
export type PluginFileRequest = {
  readonly path: string;
  readonly executable: boolean;
} & ({ readonly text: string } | { readonly oid: string; readonly read: () => Promise<Buffer> });

export interface PluginRequest {
  readonly key: PluginCacheKey;
  readonly spaceKey: SpaceKey;
  /** The real content hash, also for a `@dev` space. */
  readonly integrity: Integrity;
  readonly pluginName: string;
  readonly pluginVersion: string | undefined;
  readonly files: readonly PluginFileRequest[];
}

const RECORD = '.asp-cache.json';

export type PluginLookup =
  | { readonly kind: 'found'; readonly plugin: CachedPlugin }
  | { readonly kind: 'missing' }
  /** Finished, but by another version of the materializer: to be replaced. */
  | { readonly kind: 'outdated' };

/**
 * Looks for a cache entry.
 * @throws IntegrityError when something is kept under the key that is no finished entry.
 */
export function lookUpPlugin(home: AspHome, key: PluginCacheKey): PluginLookup {
  const directory = home.plugin(key);
  if (!isKept(home, directory)) return { kind: 'missing' };
  const record = readRecord<PluginRecord>(join(directory, RECORD));
  if (record.materializer !== MATERIALIZER_VERSION) return { kind: 'outdated' };
  if (computePluginCacheKey(record.integrity, record.pluginName, record.pluginVersion) !== key) {
    throw damaged(join(directory, RECORD), 'it is the record of another entry');
  }
  return { kind: 'found', plugin: { key, directory, files: record.files } };
}

/** @throws IntegrityError naming the first file that is missing, changed or extra. */
export function verifyPlugin(plugin: CachedPlugin): void {
  for (const file of plugin.files) readStoredFile(plugin.directory, file);
  refuseExtraFiles(plugin.directory, plugin.files, RECORD);
}

/** The bytes of a file of an entry. @throws IntegrityError when they are not what was stored. */
export function readPluginFile(blobs: BlobStore, plugin: CachedPlugin, file: StoredFile): Buffer {
  return blobs.recall(file.oid) ?? readStoredFile(plugin.directory, file);
}

/** Writes a cache entry: staged, read-only, then renamed into place; contents that the store has are linked. */
export async function addPlugin(
  home: AspHome,
  blobs: BlobStore,
  request: PluginRequest,
  options: { replace: boolean },
): Promise<CachedPlugin> {
  const { key } = request;
  const directory = home.plugin(key);
  return makeEntry(home, directory, { purpose: 'plugin', ...options }, async (staging) => {
    makeDirectories(
      staging,
      request.files.map(({ path }) => path),
    );
    const files = await Promise.all(request.files.map((file) => storePluginFile(staging, blobs, file)));
    const record: PluginRecord = {
      spaceKey: request.spaceKey,
      integrity: request.integrity,
      pluginName: request.pluginName,
      ...(request.pluginVersion === undefined ? {} : { pluginVersion: request.pluginVersion }),
      createdAt: new Date().toISOString(),
      materializer: MATERIALIZER_VERSION,
      files,
    };
    writeFileSync(join(staging, RECORD), JSON.stringify(record), { mode: 0o444 });
    return { key, directory, files };
  });
}

async function storePluginFile(
  staging: string,
  blobs: BlobStore,
  file: PluginFileRequest,
): Promise<StoredFile> {
  const { path } = file;
  const kind = file.executable ? 'executable' : 'file';
  const content = 'text' in file ? contentOf(file.text) : file;
  const { size, shebang } = await blobs.put(
    { oid: content.oid, kind, read: content.read },
    join(staging, path),
  );
  return { path, kind, oid: content.oid, size, ...(shebang ? { shebang } : {}) };
}

function contentOf(text: string): Pick<BlobContent, 'oid' | 'read'> {
  const data = Buffer.from(text);
  return { oid: hashBlob(data, 'sha1'), read: () => Promise.resolve(data) };
}
