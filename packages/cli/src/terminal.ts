import { createColors, type Colors } from './colors';
import { pageOn, type Page } from './page';

/** Where a command writes: the result to `out`, everything else to `talk` (DESIGN "Conventions"). */
export interface Terminal {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly out: Page;
  readonly talk: Page;
  readonly outColors: Colors;
  readonly talkColors: Colors;
  /** Whether a person watches `talk`. */
  readonly isWatched: boolean;
}

export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  return {
    cwd: process.cwd(),
    env,
    out: pageOn(stdout),
    talk: pageOn(stderr),
    outColors: createColors(wantsColor(stdout.isTTY, env)),
    talkColors: createColors(wantsColor(stderr.isTTY, env)),
    isWatched: stderr.isTTY === true && env['CI'] === undefined,
  };
}

/** NO_COLOR and FORCE_COLOR as everyone reads them; else colours on a terminal only. */
export function wantsColor(isTTY: boolean | undefined, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return isTTY === true && env['TERM'] !== 'dumb';
}
