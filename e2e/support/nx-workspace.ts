import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDone, program, type Finished } from './asp';
import { clientSession, type ClientSession, type SessionOptions } from './client';
import { git } from './git';
import { npm, npmEnvironment } from './npm';
import { scratch } from './places';

/** A fresh Nx workspace in git, as someone has it before they add anything. */
export interface NxWorkspace {
  readonly root: string;
  /** Runs Nx to its end, whatever that is. */
  run(...args: readonly string[]): Promise<Finished>;
  /** Runs Nx, which must go well. Gives what it printed. */
  nx(...args: readonly string[]): Promise<string>;
  /** Runs an Nx command that starts the real client, against a scripted model. */
  session(args: readonly string[], options?: Partial<SessionOptions>): Promise<ClientSession>;
}

/** No process stays behind, and nobody is asked or told anything. */
const NX_ENVIRONMENT = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_INTERACTIVE: 'false' };

/**
 * Installs Nx in an empty directory.
 *
 * @param registries where the packages of a scope come from; all others come from this machine's own
 */
export async function newNxWorkspace(
  nxVersion: string,
  registries: Readonly<Record<string, string>>,
): Promise<NxWorkspace> {
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
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'A workspace');

  const command = join(root, 'node_modules/.bin/nx');
  const env = { ...npmEnvironment(), ...NX_ENVIRONMENT, HOME: home, ASP_HOME: join(home, '.asp') };
  const run = (...args: readonly string[]): Promise<Finished> => program(command, args, { cwd: root, env });
  return {
    root,
    run,
    nx: async (...args) => {
      const finished = await run(...args);
      expectDone(args, finished);
      return finished.stdout;
    },
    session: (args, options) =>
      clientSession([command, ...args], { cwd: root, ...options, env: { ...env, ...options?.env } }),
  };
}
