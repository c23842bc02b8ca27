// Measures what the Nx plugin adds to a project graph: nx-graph.mjs [--spaces 1000] [--files 50] [--runs 9] [--tmp DIR] [--json FILE]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError, runAsProgram } from '../registry/run-as-program.mjs';
import { describeMachine } from './describe-machine.mjs';
import { generateRegistry } from './generate-registry.mjs';
import { makeNxWorkspace } from './make-nx-workspace.mjs';
import { readNxBenchOptions } from './nx-bench-options.mjs';
import { removeTree } from './remove-tree.mjs';
import { renderGraphReport, summarizeGraphRuns } from './render-graph-report.mjs';
import { writeJson } from './write-json.mjs';

const REPOSITORY_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MEASURE = fileURLToPath(new URL('./measure-graph.mjs', import.meta.url));
const USAGE = 'usage: nx-graph.mjs [--spaces 1000] [--files 50] [--runs 9] [--tmp DIR] [--json FILE]';
const PLUGINS = ['empty-plugin', 'bare-plugin', '@agent-spaces/nx'];

function readOptions() {
  const options = readNxBenchOptions(USAGE, 9);
  const plugin = join(REPOSITORY_ROOT, 'packages/nx/dist/index.js');
  if (!existsSync(plugin))
    throw new UsageError(`There is no ${plugin}: build it first (npx tsc --build packages/nx)`);
  return { ...options, plugin };
}

/** One graph in a process of its own. What Nx and a plugin keep for the next one is kept apart for each plugin. */
function measureGraph(workspace, plugin, isCold) {
  const data = join(workspace, '.nx', plugin.replace(/\W/g, '-'));
  if (isCold) rmSync(data, { recursive: true, force: true });
  writeFileSync(
    join(workspace, 'nx.json'),
    JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins: [plugin] }),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [MEASURE, plugin], {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH ?? '',
      HOME: workspace,
      NX_DAEMON: 'false',
      NX_ISOLATE_PLUGINS: 'false',
      NX_NO_CLOUD: 'true',
      NX_WORKSPACE_DATA_DIRECTORY: data,
    },
  });
  if (status !== 0) throw new Error(`${plugin}: exit code ${status}\n${stderr || stdout}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Each round goes through all plugins, so that a slow minute of the machine falls on ours and on the others alike. */
function measureRounds(workspace, runs) {
  return Array.from({ length: runs }, () => {
    const round = { load: loadavg()[0] };
    for (const [state, isCold] of [
      ['cold', true],
      ['warm', false],
    ]) {
      round[state] = Object.fromEntries(
        PLUGINS.map((plugin) => [plugin, measureGraph(workspace, plugin, isCold)]),
      );
    }
    return round;
  });
}

function requireWholeGraph(rounds, spaces) {
  for (const { cold, warm } of rounds) {
    for (const { projects, edges } of [cold['@agent-spaces/nx'], warm['@agent-spaces/nx']]) {
      if (projects !== spaces + 1) throw new Error(`${projects} projects were inferred of ${spaces + 1}`);
      if (edges === 0) throw new Error('No edge was inferred');
    }
  }
}

await runAsProgram(import.meta.url, () => {
  const { spaces, files, runs, tmp, json, plugin } = readOptions();
  mkdirSync(tmp, { recursive: true });
  const root = mkdtempSync(join(tmp, 'asp-nx-graph-'));
  try {
    const machine = describeMachine(root);
    const made = generateRegistry({ out: root, spaces, releases: 1, minFiles: files, maxFiles: files });
    const [glob] = createRequire(import.meta.url)(plugin).createNodesV2;
    makeNxWorkspace({ ...made, nodeModules: join(REPOSITORY_ROOT, 'node_modules'), glob });
    // Reads every file once, so that no round finds the disk cache empty.
    for (const each of PLUGINS) measureGraph(made.registry, each, true);
    const rounds = measureRounds(made.registry, runs);
    requireWholeGraph(rounds, spaces);
    const summary = summarizeGraphRuns(rounds);
    console.log(
      `${Object.values(machine).join(', ')}; ${spaces} spaces × ${files} files, ${runs} runs, medians\n`,
    );
    console.log(renderGraphReport(summary));
    if (json) writeJson(json, { machine, spaces, files, runs, summary, rounds });
  } finally {
    removeTree(root);
  }
});
