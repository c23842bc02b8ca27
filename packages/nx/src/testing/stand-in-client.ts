import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GitWorkspace } from './git-workspace';

/** A program in place of Claude Code, for what the real one does not tell. Ends with `$CLIENT_EXIT`. */
export interface StandInClient {
  readonly path: string;
  /** What it was given since this was asked before; nothing where it was not started. */
  seen(): { readonly cwd: string; readonly args: readonly string[] } | undefined;
  /** The `asp_modules` that it saw where it was started. */
  readonly modules: string;
}

/** Beside the workspace; for the time of the tests of the file it is the client that is found. */
export function standInClient({ home }: GitWorkspace): StandInClient {
  const place = dirname(home);
  const [path, record, modules] = ['claude', 'seen', 'modules'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s\\0' "$PWD" "$@" > '${record}'\ncp -R asp_modules '${modules}'\nexit "\${CLIENT_EXIT:-0}"\n`,
  );
  chmodSync(path, 0o755);
  process.env['ASP_CLAUDE_PATH'] = path;
  return {
    path,
    modules,
    seen() {
      if (!existsSync(record)) return undefined;
      const [cwd = '', ...args] = readFileSync(record, 'utf8').split('\0').slice(0, -1);
      rmSync(record);
      return { cwd, args };
    },
  };
}
