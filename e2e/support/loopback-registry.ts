import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { npm } from './npm';
import { scratch } from './places';

/** An npm registry of a test's own, on this machine alone. */
export interface LoopbackRegistry {
  /** Ends with a slash. */
  readonly url: string;
  /** Publishes a tarball as npm does it. */
  publish(tarball: string): Promise<void>;
  stop(): Promise<void>;
}

/** `overrides` because verdaccio asks for a node-fetch that is not to be had everywhere. */
export const VERDACCIO = { dependencies: { verdaccio: '6.8.0' }, overrides: { 'node-fetch': '2.7.0' } };

/**
 * @param installation where `VERDACCIO` is installed
 * @param scope whose packages go there; every other package is the machine's own registry's
 */
export async function startLoopbackRegistry(installation: string, scope: string): Promise<LoopbackRegistry> {
  const directory = scratch();
  const child = spawn(process.execPath, [join(__dirname, 'serve-registry.cjs'), installation, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`verdaccio ended with ${code} before it served`);
    }),
  ])) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };

  const publisher = join(directory, 'publisher');
  mkdirSync(publisher);
  writeFileSync(join(publisher, 'package.json'), '{}');
  // Both, on the command line: nothing that this machine is configured to do may send a test's package elsewhere.
  const hither = [`--registry=${url}`, `--${scope}:registry=${url}`];
  // npm wants someone to be logged in before it asks. Anyone may publish here.
  const login = `--${url.replace(/^http:/, '')}:_authToken=nobody`;
  return {
    url,
    publish: async (tarball) => {
      await npm(publisher, 'publish', tarball, ...hither, login);
    },
    stop: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
