// Measures asp beside the floors it stands on: bench.mjs [--spaces 50,200,1000] [--runs 3] [--tmp DIR] [--json FILE] [--cli FILE]
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError, runAsProgram } from '../registry/run-as-program.mjs';
import { describeMachine } from './describe-machine.mjs';
import { generateRegistry } from './generate-registry.mjs';
import { removeTree } from './remove-tree.mjs';
import { computeRatios, renderReport } from './render-report.mjs';
import { runSteps } from './run-steps.mjs';
import { listSteps } from './steps.mjs';
import { wholeNumber } from './whole-number.mjs';
import { writeJson } from './write-json.mjs';

const REPOSITORY_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const USAGE = 'usage: bench.mjs [--spaces 50,200,1000] [--runs 3] [--tmp DIR] [--json FILE] [--cli FILE]';

function readOptions() {
  const { values } = parseArgs({
    options: {
      spaces: { type: 'string', default: '50,200,1000' },
      runs: { type: 'string', default: '3' },
      tmp: { type: 'string', default: tmpdir() },
      json: { type: 'string' },
      cli: { type: 'string', default: join(REPOSITORY_ROOT, 'packages/cli/bin/asp.js') },
    },
  });
  const cli = resolve(values.cli);
  if (!existsSync(cli)) throw new UsageError(`There is no ${cli}: build it first (npm run build)`);
  return {
    sizes: values.spaces.split(',').map((size) => wholeNumber('--spaces', size, USAGE)),
    runs: wholeNumber('--runs', values.runs, USAGE),
    tmp: resolve(values.tmp),
    json: values.json,
    cli,
  };
}

/** Nothing of the user's own configuration, and a stand-in for Claude: a dry run starts no agent. */
function measuredEnvironment(scratch) {
  const home = join(scratch, 'home');
  mkdirSync(home);
  const claude = join(scratch, 'claude');
  writeFileSync(claude, '#!/bin/sh\necho "0.0.0 (stand-in)"\n', { mode: 0o755 });
  return { PATH: process.env.PATH ?? '', HOME: home, LC_ALL: 'C', ASP_CLAUDE_PATH: claude };
}

function benchSize(spaces, { cli, runs }, directory) {
  const scratch = join(directory, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const { registry, project, head } = generateRegistry({ out: directory, spaces });
  const steps = listSteps({ cli, registry, template: project, scratch });
  const results = runSteps(steps, { runs, env: measuredEnvironment(scratch), scratch });
  return { spaces, registryHead: head, results, ratios: computeRatios(results) };
}

await runAsProgram(import.meta.url, () => {
  const options = readOptions();
  mkdirSync(options.tmp, { recursive: true });
  const root = mkdtempSync(join(options.tmp, 'asp-bench-'));
  try {
    const machine = describeMachine(root);
    console.log(
      `${Object.values(machine).join(', ')}; ${options.runs} runs, medians; "original": another machine, for context\n`,
    );
    const sizes = options.sizes.map((spaces) => {
      const directory = join(root, String(spaces));
      const size = benchSize(spaces, options, directory);
      removeTree(directory);
      console.log(renderReport(size));
      return size;
    });
    if (options.json) writeJson(options.json, { machine, runs: options.runs, sizes });
  } finally {
    removeTree(root);
  }
});
