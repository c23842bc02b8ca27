import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './is-running.mjs';

/**
 * Commands of Nx in one workspace.
 *
 * @typedef {object} NxCommands
 * @property {string[]} runMany `nx run-many -t <target>` without the target
 * @property {() => void} reset forgets everything that Nx knows and keeps of the workspace; no daemon runs afterwards
 * @property {() => void} stopDaemon
 *
 * @param {string} workspace
 * @param {Record<string, string>} env the whole environment
 * @returns {NxCommands}
 */
export function nxCommands(workspace, env) {
  const nx = [process.execPath, join(workspace, 'node_modules/nx/dist/bin/nx.js')];
  const stopDaemon = () => {
    const id = daemonId(workspace);
    if (id !== undefined) stopProcess(id);
  };
  return {
    runMany: [...nx, 'run-many', '-t'],
    reset: () => {
      stopDaemon();
      execute([...nx, 'reset'], { ...env, ...DAEMON.off }, workspace);
    },
    stopDaemon,
  };
}

/** What an environment says of the daemon. */
export const DAEMON = { on: { NX_DAEMON: 'true' }, off: { NX_DAEMON: 'false' } };

/** Runs a command that is not measured. */
export function execute([program, ...args], env, cwd) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { env, cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`Exit code ${status} from: ${args.join(' ')}\n${stderr || stdout}`);
}

/** Of the workspace's own daemon, as Nx has written it down. */
function daemonId(workspace) {
  try {
    return JSON.parse(readFileSync(join(workspace, '.nx/workspace-data/d/server-process.json'), 'utf8'))
      .processId;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Asks a process to end, and makes it where it does not. */
function stopProcess(id) {
  signal(id, 'SIGTERM');
  if (isGoneInTime(id)) return;
  signal(id, 'SIGKILL');
  isGoneInTime(id);
}

function isGoneInTime(id) {
  const deadline = Date.now() + PATIENCE_MS;
  while (isRunning(id)) {
    if (Date.now() > deadline) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  return true;
}

/** A process that there is not needs none. */
function signal(id, name) {
  try {
    process.kill(id, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
