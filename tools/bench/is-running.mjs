// @ts-check
import { readFileSync } from 'node:fs';

/** Whether a process of this number runs. One that has ended and whose parent never asked how does not. @param {number} id */
export function isRunning(id) {
  try {
    process.kill(id, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false;
    throw error;
  }
  return stateOf(id) !== 'Z';
}

/** As Linux says it; nothing elsewhere. @param {number} id */
function stateOf(id) {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    // The name of the program may hold anything; the state follows its last bracket.
    return text.slice(text.lastIndexOf(')') + 2)[0];
  } catch {
    return undefined;
  }
}
