import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeNumber } from './whole-number.mjs';

/**
 * What the benchmarks of the Nx plugin are told on the command line.
 *
 * @param {string} usage
 * @param {number} runs how many rounds are measured unless that is said
 */
export function readNxBenchOptions(usage, runs) {
  const { values } = parseArgs({
    options: {
      spaces: { type: 'string', default: '1000' },
      files: { type: 'string', default: '50' },
      runs: { type: 'string', default: String(runs) },
      tmp: { type: 'string', default: tmpdir() },
      json: { type: 'string' },
    },
  });
  return {
    spaces: wholeNumber('--spaces', values.spaces, usage),
    files: wholeNumber('--files', values.files, usage),
    runs: wholeNumber('--runs', values.runs, usage),
    tmp: resolve(values.tmp),
    json: values.json,
  };
}
