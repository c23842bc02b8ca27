import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '@agent-spaces/core';
import { isErrno } from '@agent-spaces/store';
import { BUNDLE_STAMP, isDirectory, isFile } from './bundle-place';
import { isStringArray } from './json';
import type { DirectoryStamp, PluginStamp } from './plugin-stamp';

/**
 * `.asp-stamp.json`: what this machine knows of the bundle beside it, written last. It holds times and what follows from absolute
 * paths, so it means nothing elsewhere, and no cache keeps it.
 */
export interface BundleStamp {
  readonly stamp: 1;
  /** In load order. */
  readonly plugins: readonly PluginStamp[];
  /** Absent while the plugins were put there and nothing more. */
  readonly composed?: ComposedStamp;
}

export interface ComposedStamp {
  /** See `computeBundleKey`. */
  readonly key: string;
  /** Fingerprint of `settings.json`, `mcp.json` and the record. */
  readonly files: string;
  readonly hasMcp: boolean;
}

/** `undefined` where there is none, and for what is none: then nothing is known, and everything is looked at anew. */
export function readBundleStamp(directory: string): BundleStamp | undefined {
  const file = join(directory, BUNDLE_STAMP);
  if (!isDirectory(directory) || !isFile(file)) return undefined;
  try {
    const stamp: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isBundleStamp(stamp) ? stamp : undefined;
  } catch (error) {
    if (isErrno(error)) throw error;
    return undefined;
  }
}

const isBundleStamp = (value: unknown): value is BundleStamp =>
  isRecord(value) &&
  value['stamp'] === 1 &&
  Array.isArray(value['plugins']) &&
  value['plugins'].every(isPluginStamp) &&
  (value['composed'] === undefined || isComposedStamp(value['composed']));

const isPluginStamp = (value: unknown): value is PluginStamp =>
  isRecord(value) &&
  isStringArray([value['name'], value['cacheKey'], value['files']]) &&
  Array.isArray(value['directories']) &&
  value['directories'].every(isDirectoryStamp);

const isDirectoryStamp = (value: unknown): value is DirectoryStamp =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';

const isComposedStamp = (value: unknown): value is ComposedStamp =>
  isRecord(value) && isStringArray([value['key'], value['files']]) && typeof value['hasMcp'] === 'boolean';
