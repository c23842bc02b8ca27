import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDone, program, type Finished } from './asp';
import { clientSession, type ClientSession, type SessionOptions } from './client';
import { git } from './git';
import { npm, npmEnvironment } from './npm';
import { scratch } from './places';

/** An Nx workspace in git as someone has it before they add a plugin, with an Nx of its own from npm. */
export interface FreshWorkspace {
  readonly root: string;
  /** Runs Nx to its end, whatever that is. */
  run(...args: readonly string[]): Promise<Finished>;
  /** Runs Nx, which must go well. Gives what it printed. */
  nx(...args: readonly string[]): Promise<string>;
  /** Runs a generator, `<plugin>:<name>`, which must go well. */
  generate(generator: string, ...args: readonly string[]): Promise<string>;
  /** Runs an Nx command that starts the real client, against a scripted model. */
  session(args: readonly string[], options?: Partial<SessionOptions>): Promise<ClientSession>;
  git(...args: string[]): string;
  /** Commits everything that is there. */
  commit(message: string): void;
}

/** No process stays behind, and nobody is asked anything. */
const QUIET = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_INTERACTIVE: 'false' };

/** Otherwise Nx asks every plugin in a process of its own for the graph, and that is most of what a generator costs. */
const ONE_PROCESS = { NX_ISOLATE_PLUGINS: 'false' };

/** @param registries where the packages of a scope come from; all others come from this machine's own registry */
export async function newFreshWorkspace(
  nxVersion: string,
  registries: Readonly<Record<string, string>>,
): Promise<FreshWorkspace> {
  const place = scratch();
  const root = join(place, 'workspace');
  const home = join(place, 'home');
  mkdirSync(root);
  mkdirSync(home);
  const write = (path: string, content: object): void =>
    writeFileSync(join(root, path), `${JSON.stringify(content, null, 2)}\n`);
  write('package.json', { name: 'workspace', private: true, devDependencies: { nx: nxVersion } });
  write('nx.json', { analytics: false, neverConnectToCloud: true });
  writeFileSync(join(root, '.gitignore'), 'node_modules\n.nx/cache\n.nx/workspace-data\n');
  const lines = Object.entries(registries).map(([scope, url]) => `${scope}:registry=${url}\n`);
  writeFileSync(join(root, '.npmrc'), lines.join(''));
  await npm(root, 'install');
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'config', 'user.name', 'Ada');
  git(root, 'config', 'user.email', 'ada@example.com');
  const commit: FreshWorkspace['commit'] = (message) => {
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', message);
  };
  commit('A workspace');

  const command = join(root, 'node_modules/.bin/nx');
  const aspHome = join(home, '.asp');
  const env = { ...npmEnvironment(), ...QUIET, HOME: home, ASP_HOME: aspHome };
  const start = (args: readonly string[], more: object = {}): Promise<Finished> =>
    program(command, args, { cwd: root, env: { ...env, ...more } });
  const done = async (args: readonly string[], more?: object): Promise<string> => {
    const finished = await start(args, more);
    // Nx says on either what went wrong.
    expectDone(args, { ...finished, stderr: finished.stdout + finished.stderr });
    return finished.stdout;
  };
  return {
    root,
    run: (...args) => start(args),
    nx: (...args) => done(args),
    generate: (generator, ...args) => done(['g', generator, ...args], ONE_PROCESS),
    session: (args, options) =>
      clientSession([command, ...args], {
        cwd: root,
        ...options,
        env: { ...QUIET, ASP_HOME: aspHome, ...options?.env },
      }),
    git: (...args) => git(root, ...args),
    commit,
  };
}
