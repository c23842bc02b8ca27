import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { ConfigError, integrityDigest, type Integrity, type PluginCacheKey } from '@agent-spaces/core';

/** The layout of ASP_HOME (seed 003 §4.1). Paths only: nothing is created by asking for one. */
export interface AspHome {
  readonly root: string;
  readonly registry: string;
  readonly snapshots: string;
  readonly cache: string;
  /** Not in the seed's layout: one read-only file per distinct content, to which snapshots and cache entries are hard links. */
  readonly blobs: string;
  readonly tmp: string;
  readonly globalLock: string;
  readonly storeLock: string;
  snapshot(integrity: Integrity): string;
  plugin(key: PluginCacheKey): string;
}

/**
 * `override` (`--asp-home`) before `ASP_HOME` before `~/.asp` (seed 003, appendix B).
 * @throws ConfigError when ASP_HOME or HOME is set to an empty or relative path, which would mean another place in every directory.
 */
export function locateAspHome(options: { override?: string; env: NodeJS.ProcessEnv }): AspHome {
  const root = options.override !== undefined ? resolve(options.override) : fromEnvironment(options.env);
  const at = (...segments: string[]): string => join(root, ...segments);
  return {
    root,
    registry: at('repo'),
    snapshots: at('snapshots'),
    cache: at('cache'),
    blobs: at('blobs'),
    tmp: at('tmp'),
    globalLock: at('global-lock.json'),
    storeLock: at('store.lock'),
    snapshot: (integrity) => at('snapshots', integrityDigest(integrity)),
    plugin: (key) => at('cache', key),
  };
}

function fromEnvironment(env: NodeJS.ProcessEnv): string {
  const home = env['ASP_HOME'];
  if (home === undefined) return join(userHome(), '.asp');
  if (!isAbsolute(home)) {
    throw new ConfigError(`ASP_HOME is ${JSON.stringify(home)}, which is not an absolute path.`, {
      hint: 'Set it to an absolute path, or unset it to use ~/.asp.',
    });
  }
  return resolve(home);
}

/** Whatever HOME says, even nothing; only where it is unset does the system know better. */
function userHome(): string {
  const home = homedir();
  if (isAbsolute(home)) return home;
  throw new ConfigError(`The home directory is ${JSON.stringify(home)}, which is not an absolute path.`, {
    hint: 'Set HOME to your home directory, or choose a store with ASP_HOME or --asp-home.',
  });
}
