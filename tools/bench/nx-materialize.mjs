// Measures asp-materialize of every space of a workspace, and beside it the floors:
// nx-materialize.mjs [--spaces 1000] [--files 50] [--runs 3] [--tmp DIR] [--json FILE]
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError, runAsProgram } from '../registry/run-as-program.mjs';
import { describeMachine } from './describe-machine.mjs';
import { generateRegistry } from './generate-registry.mjs';
import { readNxBenchOptions } from './nx-bench-options.mjs';
import { linkModules, writeWorkspaceFiles } from './nx-bench-workspace.mjs';
import { nxCommands } from './nx-commands.mjs';
import { renderMaterializeReport, summarizeMaterializeRuns } from './nx-materialize-report.mjs';
import { listMaterializeSteps } from './nx-materialize-steps.mjs';
import { measureRounds } from './nx-measure-rounds.mjs';
import { addPlainCopyPlugin } from './nx-plain-copy-plugin.mjs';
import { removeTree } from './remove-tree.mjs';
import { writeJson } from './write-json.mjs';

const REPOSITORY_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const USAGE = 'usage: nx-materialize.mjs [--spaces 1000] [--files 50] [--runs 3] [--tmp DIR] [--json FILE]';
/** What is measured, and the command that builds it. */
const BUILT = {
  plugin: 'packages/nx/dist/index.js',
  engine: 'packages/engine/dist/index.js',
  cli: 'packages/cli/bin/asp.js',
};

function readOptions() {
  const options = readNxBenchOptions(USAGE, 3);
  for (const path of Object.values(BUILT)) {
    if (!existsSync(join(REPOSITORY_ROOT, path)))
      throw new UsageError(`There is no ${path}: build it first (npm run build)`);
  }
  return options;
}

/** Nothing of the user's own configuration; Nx's own files lie in the directory too, so that `nx reset` takes nothing from others. */
function measuredEnvironment(root) {
  const home = join(root, 'home');
  mkdirSync(home);
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LC_ALL: 'C',
    NX_NO_CLOUD: 'true',
    NX_NATIVE_FILE_CACHE_DIRECTORY: join(root, 'nx-native'),
  };
}

await runAsProgram(import.meta.url, () => {
  const { spaces, files, runs, tmp, json } = readOptions();
  mkdirSync(tmp, { recursive: true });
  const root = mkdtempSync(join(tmp, 'asp-nx-materialize-'));
  // Ctrl-C ends the command that is being measured; what was made here is then cleared away all the same.
  process.once('SIGINT', () => undefined);
  const env = measuredEnvironment(root);
  const workspace = join(root, 'registry');
  const nx = nxCommands(workspace, env);
  try {
    const machine = describeMachine(root);
    generateRegistry({ out: root, spaces, releases: 1, minFiles: files, maxFiles: files });
    writeWorkspaceFiles(workspace);
    linkModules(workspace, join(REPOSITORY_ROOT, 'node_modules'));
    addPlainCopyPlugin(workspace);
    const steps = listMaterializeSteps({
      nx,
      env,
      workspace,
      scratch: join(root, 'scratch'),
      engine: join(REPOSITORY_ROOT, BUILT.engine),
      cli: join(REPOSITORY_ROOT, BUILT.cli),
    });
    const { results, load } = measureRounds(steps, { runs, env });
    const summary = summarizeMaterializeRuns(results);
    console.log(
      `${Object.values(machine).join(', ')}; ${spaces} spaces × ${files} files, ${runs} runs, medians\n`,
    );
    console.log(renderMaterializeReport({ results, summary, load }));
    if (json) writeJson(json, { machine, spaces, files, runs, load, summary, results });
  } finally {
    nx.stopDaemon();
    removeTree(root);
  }
});
