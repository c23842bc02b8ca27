import { resolve } from 'node:path';
import { locateAspHome, type AspHome } from '@agent-spaces/store';

export interface Places {
  /** Absolute; what the other two are relative to. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** `--registry`; `$ASP_HOME/repo` when absent. */
  readonly registry?: string;
  /** `--asp-home`; the environment's ASP_HOME, else `~/.asp`, when absent. */
  readonly aspHome?: string;
}

/** @throws ConfigError, see `locateAspHome`. */
export const homeOf = ({ cwd, env, aspHome }: Places): AspHome =>
  locateAspHome({ env, ...(aspHome === undefined ? {} : { override: resolve(cwd, aspHome) }) });

/** Where the registry is looked for; it may not exist. */
export const locateRegistry = (places: Places): string =>
  places.registry === undefined ? homeOf(places).registry : resolve(places.cwd, places.registry);
