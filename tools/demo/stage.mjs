// @ts-check
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { REPOSITORY_ROOT, runAsp } from './asp.mjs';

/** The example that is shown: a project, its target, and a command of one of its spaces. */
export const TARGET = 'frontend';
export const PROJECT = join(REPOSITORY_ROOT, 'examples', TARGET);
export const COMMAND = 'web-quality:audit';
export const ARGUMENT = 'src/booking-form.js';
export const PROMPT = `/${COMMAND} ${ARGUMENT}`;

/**
 * @typedef {{ step: string, command?: string, ms: number }} Step
 * @typedef {ReturnType<typeof createStage>} Stage
 */

/**
 * Where the steps of the demo happen: each is announced, timed and recorded.
 *
 * @param {import('./narrator.mjs').Narrator} tell
 * @param {string} home  ASP_HOME
 */
export function createStage(tell, home) {
  /** @type {Step[]} */
  const steps = [];
  return {
    tell,
    home,
    steps,
    /**
     * @template Result
     * @param {{ step: string, command?: string, done: (result: Result) => string }} what
     * @param {() => Promise<Result> | Result} work
     * @returns {Promise<Result>}
     */
    async perform({ step, command, done }, work) {
      tell.begin(step);
      if (command) tell.command(command);
      const start = performance.now();
      const result = await work();
      const ms = Math.round(performance.now() - start);
      steps.push({ step, ...(command ? { command } : {}), ms });
      tell.done(done(result), ms);
      return result;
    },
    /** Runs asp in the example and shows what it says. @param {readonly string[]} args */
    async asp(...args) {
      const { stdout, stderr } = await runAsp(args, { cwd: PROJECT, env: environment(home) });
      tell.output(stdout + stderr);
    },
    /** Runs asp in the example for its answer alone. @param {readonly string[]} args @returns {Promise<any>} */
    async ask(...args) {
      const { stdout } = await runAsp([...args, '--json'], { cwd: PROJECT, env: environment(home) });
      return JSON.parse(stdout);
    },
  };
}

/** @param {string} home */
const environment = (home) => ({ ...process.env, ASP_HOME: home });
