import { createHash } from 'node:crypto';
import type { Integrity, PluginCacheKey, SpaceFile, SpaceFileKind, SpaceKey } from '@agent-spaces/core';

/** Never part of a space, when they stand at its top level: work of tools, not content. */
export const IGNORED_AT_TOP: readonly string[] = ['.git', '.asp', 'node_modules', 'dist'];

/** Whether the path from the top of the space is one of them; what lies below one is never reached. */
export const isIgnoredName = (path: string): boolean => IGNORED_AT_TOP.includes(path);

const GIT_MODE: Record<SpaceFileKind, string> = { file: '100644', executable: '100755', symlink: '120000' };

/** Byte order of the UTF-8 text, which is the order of code points, not of JavaScript's UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)];
    // A surrogate stands for a code point above every one that needs none.
    if (one !== other) return Number(isSurrogate(one)) - Number(isSurrogate(other)) || one - other;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/**
 * The content hash of seed 003 §6.3 over `files`, which must be in byte order of their paths and free of ignored names. Paths are
 * raw UTF-8, so the hash depends on no git setting and no locale.
 */
export function computeIntegrity(files: readonly SpaceFile[]): Integrity {
  const hash = createHash('sha256').update('v1\0');
  for (const file of files) hash.update(`${file.path}\0blob\0${file.oid}\0${GIT_MODE[file.kind]}\n`);
  return `sha256:${hash.digest('hex')}` as Integrity;
}

export interface EnvironmentMember {
  readonly key: SpaceKey;
  readonly integrity: Integrity;
  readonly pluginName: string;
}

/** The hash of a resolved environment (seed 003 §6.4) over its members in load order. */
export function computeEnvHash(members: readonly EnvironmentMember[]): Integrity {
  const hash = createHash('sha256').update('env-v1\0');
  for (const { key, integrity, pluginName } of members) hash.update(`${key}\0${integrity}\0${pluginName}\n`);
  return `sha256:${hash.digest('hex')}` as Integrity;
}

/** The name of a materialized plugin directory (seed 003 §7.1); a plugin without a version counts as 0.0.0. */
export function computePluginCacheKey(
  integrity: Integrity,
  pluginName: string,
  pluginVersion: string | undefined,
): PluginCacheKey {
  return createHash('sha256')
    .update(`materializer-v1\0${integrity}\0${pluginName}\0${pluginVersion ?? '0.0.0'}\n`)
    .digest('hex') as PluginCacheKey;
}
