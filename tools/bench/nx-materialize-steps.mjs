import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DAEMON, execute } from './nx-commands.mjs';
import { PLAIN_COPY, PLAIN_COPY_OUTPUT } from './nx-plain-copy-plugin.mjs';
import { setAsideTo } from './nx-set-aside.mjs';

const MATERIALIZE_SPACES = fileURLToPath(new URL('./nx-materialize-spaces.mjs', import.meta.url));
const COPY_TREE = fileURLToPath(new URL('./nx-copy-tree.mjs', import.meta.url));

/** Below the output there has to be one directory for each space. */
function requireOutputs(directory, spaces) {
  const made = readdirSync(directory).filter((name) => !name.startsWith('.')).length;
  if (made !== spaces.length) throw new Error(`${directory}: ${made} plugins were made of ${spaces.length}`);
}

/** What Nx says of its last run: every task, and whether it ran. */
function requireTasks(workspace, target, spaces, status) {
  const { tasks } = JSON.parse(readFileSync(join(workspace, '.nx/cache/run.json'), 'utf8'));
  const found = tasks.filter((task) => task.target === target && task.cacheStatus === status).length;
  if (found !== spaces.length || tasks.length !== spaces.length)
    throw new Error(
      `${target}: ${found} of ${tasks.length} tasks were a ${status}, there are ${spaces.length} spaces`,
    );
}

/**
 * The steps in the order in which they must run: each but the cold ones starts from what the one before left behind.
 *
 * @param {object} options
 * @param {import('./nx-commands.mjs').NxCommands} options.nx
 * @param {Record<string, string>} options.env of all steps
 * @param {string} options.workspace
 * @param {string} options.scratch a directory that does not exist
 * @param {string} options.engine the module that is measured by itself
 * @param {string} options.cli asp's program
 * @returns {readonly import('./nx-measure-rounds.mjs').NxStep[]}
 */
export function listMaterializeSteps({ nx, env, workspace, scratch, engine, cli }) {
  const spaces = readdirSync(join(workspace, 'spaces'));
  const setAside = setAsideTo(join(scratch, 'attic'));
  return [
    ...nxSteps({
      nx,
      env,
      workspace,
      spaces,
      setAside,
      target: 'asp-materialize',
      output: 'dist/asp',
      kind: 'nx',
    }),
    ...nxSteps({
      nx,
      env,
      workspace,
      spaces,
      setAside,
      target: PLAIN_COPY,
      output: PLAIN_COPY_OUTPUT,
      kind: 'floor',
    }),
    ...engineSteps({ workspace, spaces, setAside, output: join(scratch, 'engine'), engine }),
    ...installSteps({ workspace, spaces, setAside, scratch, cli }),
    copyStep({ workspace, spaces, setAside, output: join(scratch, 'copied') }),
  ];
}

/** One target of all spaces: without anything, again without daemon, and again with one that knows the workspace. */
function nxSteps({ nx, env, workspace, spaces, setAside, target, output, kind }) {
  const directory = join(workspace, output);
  const command = [...nx.runMany, target];
  const common = { kind, command, cwd: workspace, writesTo: [directory] };
  const checked = (status) => () => {
    requireTasks(workspace, target, spaces, status);
    requireOutputs(directory, spaces);
  };
  return [
    {
      ...common,
      name: `nx -t ${target}, cold`,
      env: DAEMON.off,
      prepare: () => {
        nx.stopDaemon();
        setAside(join(workspace, '.nx'));
        setAside(join(workspace, 'dist'));
        nx.reset();
      },
      check: checked('cache-miss'),
    },
    {
      ...common,
      name: `nx -t ${target}, unchanged, no daemon`,
      env: DAEMON.off,
      prepare: () => undefined,
      check: checked('local-cache-hit'),
    },
    {
      ...common,
      name: `nx -t ${target}, unchanged, daemon`,
      env: DAEMON.on,
      // The first command starts the daemon and restores what it has not seen being made; what the daemon hears of that may come late
      // enough to make the second one restore some of it again.
      prepare: () => {
        for (let time = 0; time < 2; time += 1) execute(command, { ...env, ...DAEMON.on }, workspace);
      },
      check: () => {
        checked('local-cache-hit')();
        nx.stopDaemon();
      },
    },
  ];
}

/** The same work without Nx. */
function engineSteps({ workspace, spaces, setAside, output, engine }) {
  const common = {
    kind: 'asp',
    command: [process.execPath, MATERIALIZE_SPACES, engine, join(workspace, 'spaces'), output],
    writesTo: [output],
    check: () => requireOutputs(output, spaces),
  };
  return [
    { ...common, name: 'engine in one process, cold', prepare: () => setAside(output) },
    { ...common, name: 'engine in one process, unchanged', prepare: () => undefined },
  ];
}

const TARGET = 'all';

/** A Run Target of every space at its published version: snapshots, cache and bundle, which is three times as many files. */
function installSteps({ workspace, spaces, setAside, scratch, cli }) {
  const [project, home] = [join(scratch, 'project'), join(scratch, 'asp-home')];
  const compose = spaces.map((id) => `  "space:${id}@stable",\n`).join('');
  const common = {
    kind: 'asp',
    command: [
      process.execPath,
      cli,
      'install',
      '--project',
      project,
      '--registry',
      workspace,
      '--asp-home',
      home,
      '--no-fetch',
    ],
    writesTo: [project, home],
    check: () => requireOutputs(join(project, 'asp_modules', TARGET, 'plugins'), spaces),
  };
  return [
    {
      ...common,
      name: 'asp install, cold',
      prepare: () => {
        setAside(project);
        setAside(home);
        mkdirSync(project, { recursive: true });
        writeFileSync(
          join(project, 'asp-targets.toml'),
          `schema = 1\n\n[targets.${TARGET}]\ncompose = [\n${compose}]\n`,
        );
      },
    },
    { ...common, name: 'asp install, unchanged', prepare: () => undefined },
  ];
}

/** Reads and writes the files of all plugins in a loop. */
function copyStep({ workspace, spaces, setAside, output }) {
  return {
    name: 'plain loop',
    kind: 'floor',
    prepare: () => setAside(output),
    command: [process.execPath, COPY_TREE, join(workspace, 'spaces'), output],
    writesTo: [output],
    check: () => requireOutputs(output, spaces),
  };
}
