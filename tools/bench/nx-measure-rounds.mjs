import { loadavg } from 'node:os';
import { compareInventories, takeInventory } from './file-inventory.mjs';
import { measureCommand } from './measure-command.mjs';
import { median } from './run-steps.mjs';

/**
 * @typedef {object} NxStep One line of the table.
 * @property {string} name
 * @property {'nx' | 'asp' | 'floor'} kind what we built, or the least that any tool would have to do
 * @property {() => void} prepare makes the state the command starts from; not measured
 * @property {readonly string[]} command
 * @property {string} [cwd]
 * @property {Record<string, string>} [env] beside that of all steps
 * @property {readonly string[]} writesTo directories in which to count what it writes
 * @property {() => void} check throws if the command did not do its work
 */

const inventoryOf = (directories) =>
  directories.reduce((all, directory) => takeInventory(directory, all), new Map());

function measureStep({ prepare, command, cwd, env: own, writesTo, check }, env) {
  prepare();
  const before = inventoryOf(writesTo);
  const measured = measureCommand(command, { ...env, ...own }, cwd);
  check();
  return { ...measured, ...compareInventories(before, inventoryOf(writesTo)) };
}

/**
 * Runs all steps `runs` times. Each round goes through all steps, so that a slow minute of the machine falls on ours and on the floors
 * alike.
 *
 * @param {readonly NxStep[]} steps
 * @returns one result per step, with times in milliseconds and `bytes` in bytes, and how busy the machine was
 */
export function measureRounds(steps, { runs, env }) {
  const loads = [];
  const rounds = Array.from({ length: runs }, () => {
    loads.push(loadavg()[0]);
    return steps.map((step) => measureStep(step, env));
  });
  const results = steps.map(({ name, kind }, index) => {
    const own = rounds.map((round) => round[index]);
    const walls = own.map(({ wallMs }) => wallMs);
    const [{ files, bytes }] = own;
    return {
      name,
      kind,
      wallMs: median(walls),
      wallsMs: walls,
      cpuMs: median(own.map(({ cpuMs }) => cpuMs)),
      files,
      bytes,
    };
  });
  return { results, load: median(loads) };
}
