// @ts-check
import { readFileSync, readdirSync } from 'node:fs';

/**
 * Processes are found by a marker in their environment, which survives what a process group does not: a server that made itself
 * a daemon, a hook that went to the background. Only Linux shows another process's environment; elsewhere nothing is found and
 * the process group must do.
 *
 * @param {string} marker  `NAME=value`
 * @returns {{ pid: number, command: string }[]}
 */
export function findMarked(marker) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => procFile(pid, 'environ').split('\0').includes(marker))
    .map((pid) => ({ pid: Number(pid), command: procFile(pid, 'cmdline').split('\0').join(' ').trim() }))
    .filter(({ command }) => command !== ''); // a zombie has none, and only waits for its parent
}

/** Another user's process, or one that has just ended, reads as empty. @param {string} pid @param {string} file */
function procFile(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Sends SIGKILL; a process, or a group (negative), that has ended already is no error. @param {number} pid */
export function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
