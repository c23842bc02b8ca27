import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { existsSync } from 'node:fs';

// Both know `times`; bash reports it in milliseconds, other shells in hundredths of a second.
const SHELL = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
const REPORTING = '"$@"; code=$?; times >&3; exit $code';
const ROOM_FOR_OUTPUT = 64 * 1024 * 1024;

/** `times` prints user and system time as `0m1.234s`, first of the shell, then of everything it waited for. */
function childrenCpuMs(report) {
  const [, children = ''] = report.trim().split('\n');
  const milliseconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => (minutes * 60 + +seconds) * 1000,
  );
  if (milliseconds.length !== 2) throw new Error(`${SHELL} reported no CPU time: ${report}`);
  return milliseconds[0] + milliseconds[1];
}

/**
 * Runs a command to its end and measures it together with all its descendants.
 *
 * @param {readonly [string, ...string[]]} command program and arguments
 * @param {Record<string, string>} env the whole environment
 * @param {string} [cwd] where it starts; where this process is, unless given
 * @returns {{ wallMs: number, cpuMs: number }}
 */
export function measureCommand(command, env, cwd) {
  const start = performance.now();
  const { status, error, output } = spawnSync(SHELL, ['-c', REPORTING, 'bench', ...command], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: ROOM_FOR_OUTPUT,
  });
  const wallMs = performance.now() - start;
  if (error) throw error;
  const [, stdout, stderr, report] = output.map(String);
  if (status !== 0) throw new Error(`Exit code ${status} from: ${command.join(' ')}\n${stderr || stdout}`);
  return { wallMs, cpuMs: childrenCpuMs(report) };
}
