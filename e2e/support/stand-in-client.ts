import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './places';

/** What a launched client was given. */
export interface SeenByClient {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Content by path, as it was when the client started. */
  readonly plugins: readonly { readonly path: string; readonly files: Readonly<Record<string, string>> }[];
  readonly settings: readonly string[];
  readonly mcp: readonly string[];
}

export interface StandInClient {
  readonly env: Readonly<Record<string, string>>;
  /** What the last one that was started was given since this was asked before; nothing where none was. */
  seen(): SeenByClient | undefined;
}

/** A program in place of Claude Code, for what the real one does not tell. */
export function standInClient(): StandInClient {
  const place = scratch();
  const record = join(place, 'seen.json');
  return {
    env: { ASP_CLAUDE_PATH: nodeProgram(join(place, 'claude'), 'stand-in-client.cjs'), CLIENT_SEEN: record },
    seen: () => {
      if (!existsSync(record)) return undefined;
      const seen = JSON.parse(readFileSync(record, 'utf8')) as SeenByClient;
      rmSync(record);
      return seen;
    },
  };
}

/** Makes an executable of a script of this directory. Returns its path. */
export function nodeProgram(path: string, script: string): string {
  writeFileSync(path, `#!${process.execPath}\nrequire(${JSON.stringify(join(__dirname, script))});\n`);
  chmodSync(path, 0o755);
  return path;
}
