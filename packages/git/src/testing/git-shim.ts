import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What happens at one of the git processes that a command starts, counted from 1 in the order in which they start. */
export interface Mishap {
  readonly at: number;
  /** `kill` ends the process that started git, without warning; `fail` lets git alone fail; `run` a shell command comes in between. */
  readonly what: 'kill before' | 'kill after' | 'fail' | { readonly run: string };
}

export interface GitShim {
  /** The environment in which `git` is the shim. */
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of each process so far, in the order in which they started. */
  calls(): readonly string[];
}

/** A program called `git` that does what git does, but for one mishap. `directory` is its own and must not exist yet. */
export function gitShim(directory: string, mishap?: Mishap): GitShim {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const bin = join(directory, 'bin');
  const slots = join(directory, 'calls');
  for (const each of [bin, slots]) mkdirSync(each, { recursive: true });
  const program = join(bin, 'git');
  writeFileSync(program, script(real, slots, mishap));
  chmodSync(program, 0o755);
  return {
    env: { PATH: [bin, process.env['PATH']].join(delimiter) },
    calls: () =>
      readdirSync(slots)
        .map(Number)
        .sort((a, b) => a - b)
        .map((slot) => join(slots, String(slot), 'arguments'))
        .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')),
  };
}

function script(real: string, slots: string, mishap: Mishap | undefined): string {
  const { at = 0, what } = mishap ?? {};
  const before = { 'kill before': 'kill -9 $PPID; exit 1', fail: 'exit 1', 'kill after': ':' };
  const first = typeof what === 'object' ? `(${what.run})` : what === undefined ? ':' : before[what];
  return `#!/bin/sh
n=1
# Making a directory either works or does not, so two processes never share a number.
until mkdir '${slots}'/$n 2>/dev/null; do n=$((n + 1)); done
printf '%s\\n' "$*" > '${slots}'/$n/arguments
if [ $n = ${at} ]; then ${first}; fi
'${real}' "$@"
code=$?
if [ $n = ${at} ] && [ '${String(what)}' = 'kill after' ]; then kill -9 $PPID; fi
exit $code
`;
}
