import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { program, type Finished } from './asp';
import { git, writeFiles, type Fixture } from './git';
import { repositoryRoot, scratch } from './places';

/** An Nx workspace of a test's own, in git, with this repository's packages installed. */
export interface NxWorkspace {
  readonly root: string;
  /** Runs nx in the workspace, without daemon unless `env` says otherwise. */
  nx(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** As `nx --json` prints it. Fails with what nx said where it does not end well. */
  nxJson(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<unknown>;
  write(files: Readonly<Record<string, Fixture>>): void;
  git(...args: string[]): string;
}

/** The least that Nx takes for a workspace; a test may give files of its own for any of them. */
const WORKSPACE: Readonly<Record<string, string>> = {
  'nx.json': JSON.stringify({
    analytics: false,
    neverConnectToCloud: true,
    tui: { enabled: false },
    plugins: ['@agent-spaces/nx'],
  }),
  'package.json': JSON.stringify({ name: 'workspace', version: '0.0.0', private: true }),
  'tsconfig.base.json': '{}',
  '.gitignore': 'node_modules/\ndist/\nasp_modules/\n.asp.lock\n.nx/\n',
};

/** No process stays behind, and nobody is asked anything. */
export const QUIET = {
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  NX_NO_CLOUD: 'true',
};

/** Makes a workspace of the files and commits them. Everything in it is removed after the test. */
export function createNxWorkspace(files: Readonly<Record<string, Fixture>> = {}): NxWorkspace {
  requireBuilt();
  const root = join(scratch(), 'workspace');
  mkdirSync(root);
  const write = (more: Readonly<Record<string, Fixture>>): void => writeFiles(root, more);
  write({ ...WORKSPACE, ...files });
  installPackages(root);
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'Workspace');
  const nx: NxWorkspace['nx'] = (args, env = {}) =>
    program(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args], {
      cwd: root,
      env: { ...QUIET, ...env },
    });
  return {
    root,
    nx,
    nxJson: async (args, env) => {
      const { exitCode, stdout, stderr } = await nx(args, env);
      if (exitCode !== 0) throw new Error(`nx ${args.join(' ')}: exit code ${exitCode}\n${stdout}${stderr}`);
      return JSON.parse(stdout);
    },
    write,
    git: (...args) => git(root, ...args),
  };
}

/** A directory of links: Nx looks for its plugins in the workspace's own node_modules, and nothing writes there. */
function installPackages(root: string): void {
  const installed = join(repositoryRoot, 'node_modules');
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(installed)) {
    if (name === '.package-lock.json' || name === '.cache') continue;
    symlinkSync(join(installed, name), join(root, 'node_modules', name));
  }
}

function requireBuilt(): void {
  const entry = join(repositoryRoot, 'packages/nx/dist/index.js');
  if (!existsSync(entry))
    throw new Error(`There is no ${entry}: build it first (npx tsc --build packages/nx)`);
}
