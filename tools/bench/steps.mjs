import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from './remove-tree.mjs';

/**
 * @typedef {object} Step One line of the table.
 * @property {string} name
 * @property {'asp' | 'floor'} kind what we built, or the least that any tool would have to do
 * @property {() => void} [prepare] makes the state the command starts from; not measured
 * @property {readonly string[]} command
 * @property {readonly string[]} writesTo directories in which to count what it writes
 * @property {() => void} [check] throws if the command did not do its work
 */

/** The target that is built and run: neither the smallest nor the largest. */
const TARGET = 't20';

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const readLock = (project) => JSON.parse(readFileSync(join(project, 'asp-lock.json'), 'utf8'));

/** The different (space, commit) pairs a lock file names. */
function lockedTrees(project) {
  const trees = Object.values(readLock(project).spaces).map(({ commit, path }) => `${commit}:${path}`);
  return [...new Set(trees)];
}

function requirePlugins(target, directory, loadOrder) {
  const made = existsSync(directory) ? readdirSync(directory).length : 0;
  if (made !== loadOrder.length)
    throw new Error(`${target}: ${made} plugins were made, ${loadOrder.length} are locked`);
}

/** One `git archive | tar` per tree, one after the other, in one shell. */
function writeArchiveScript(script, trees, registry, into) {
  const lines = trees.map((tree, index) => {
    const directory = quote(join(into, String(index)));
    return `mkdir ${directory} && git -C ${quote(registry)} archive ${tree} | tar -x -C ${directory}`;
  });
  writeFileSync(script, ['set -e', ...lines, ''].join('\n'));
}

/**
 * The steps in the order in which they must run: each but the first starts from what the ones before left behind.
 *
 * @param {{ cli: string, registry: string, template: string, scratch: string }} options `template` is the project to install
 * @returns {readonly Step[]}
 */
export function listSteps({ cli, registry, template, scratch }) {
  const at = (name) => join(scratch, name);
  const [home, project, built, archived, linked] = ['asp-home', 'project', 'built', 'archived', 'linked'].map(
    at,
  );
  const asp = (...args) => [process.execPath, cli, ...args];
  const places = ['--project', project, '--registry', registry, '--asp-home', home];
  const install = asp('install', ...places, '--no-fetch');
  const archiveScript = at('archive.sh');

  const startOver = () => {
    removeTree(home);
    removeTree(project);
    cpSync(template, project, { recursive: true });
  };
  const checkInstalled = () => {
    for (const [target, { loadOrder }] of Object.entries(readLock(project).targets)) {
      requirePlugins(target, join(project, 'asp_modules', target, 'plugins'), loadOrder);
    }
  };

  return [
    {
      name: 'install, cold',
      kind: 'asp',
      prepare: startOver,
      command: install,
      writesTo: [home, project],
      check: checkInstalled,
    },
    {
      name: 'install, warm',
      kind: 'asp',
      command: install,
      writesTo: [home, project],
      check: checkInstalled,
    },
    {
      name: 'build --output',
      kind: 'asp',
      prepare: () => removeTree(built),
      command: asp('build', TARGET, '--output', built, ...places),
      writesTo: [home, project, built],
      check: () =>
        requirePlugins(TARGET, join(built, 'plugins'), readLock(project).targets[TARGET].loadOrder),
    },
    {
      name: 'run --dry-run',
      kind: 'asp',
      command: asp('run', TARGET, '--dry-run', '--force', ...places),
      writesTo: [home, project],
    },
    { name: '--version', kind: 'asp', command: asp('--version'), writesTo: [home, project] },
    { name: 'node -e 0', kind: 'floor', command: [process.execPath, '-e', '0'], writesTo: [] },
    {
      name: 'git archive | tar',
      kind: 'floor',
      prepare: () => {
        removeTree(archived);
        mkdirSync(archived);
        writeArchiveScript(archiveScript, lockedTrees(project), registry, archived);
      },
      command: ['sh', archiveScript],
      writesTo: [archived],
    },
    {
      name: 'cp -al asp_modules',
      kind: 'floor',
      prepare: () => removeTree(linked),
      command: ['cp', '-al', join(project, 'asp_modules'), linked],
      writesTo: [linked],
    },
  ];
}
