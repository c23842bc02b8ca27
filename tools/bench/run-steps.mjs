import { countProcesses } from './count-processes.mjs';
import { compareInventories, takeInventory } from './file-inventory.mjs';
import { measureCommand } from './measure-command.mjs';

const COUNTED_PROGRAMS = ['git', 'tar'];

const inventoryOf = (directories) =>
  directories.reduce((all, directory) => takeInventory(directory, all), new Map());

/** What a step starts and writes. Counting slows it down, so this round is not timed; it also warms the disk cache for the others. */
function countStep({ prepare, command, writesTo, check }, env, scratch) {
  prepare?.();
  const before = inventoryOf(writesTo);
  const processes = countProcesses(command, COUNTED_PROGRAMS, env, scratch);
  check?.();
  return { processes, ...compareInventories(before, inventoryOf(writesTo)) };
}

function timeStep({ prepare, command, check }, env) {
  prepare?.();
  const measured = measureCommand(command, env);
  check?.();
  return measured;
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs all steps once to count and `runs` times to measure. Each round goes through all steps, so that a slow minute of the machine falls
 * on ours and on the floors alike.
 *
 * @param {readonly import('./steps.mjs').Step[]} steps
 * @returns one result per step; times in milliseconds, `bytes` in bytes
 */
export function runSteps(steps, { runs, env, scratch }) {
  const counts = steps.map((step) => countStep(step, env, scratch));
  const rounds = Array.from({ length: runs }, () => steps.map((step) => timeStep(step, env)));
  return steps.map(({ name, kind }, index) => {
    const walls = rounds.map((round) => round[index].wallMs);
    const cpus = rounds.map((round) => round[index].cpuMs);
    return { name, kind, wallMs: median(walls), wallsMs: walls, cpuMs: median(cpus), ...counts[index] };
  });
}
