import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLoopbackRegistry, VERDACCIO, type LoopbackRegistry } from './support/loopback-registry';
import { installedOnce, newestVersion, npm } from './support/npm';
import { newFreshWorkspace, type FreshWorkspace } from './support/fresh-workspace';
import { packPackages } from './support/packed-packages';

const SCOPE = '@agent-spaces';
const PLUGIN = `${SCOPE}/nx`;

/** The Nx this repository is built with, and the last line the plugin says it works with. */
const RANGES = ['22.7.12', '~23.2.0'];

interface Manifest {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const verdaccio = installedOnce('verdaccio', VERDACCIO);
const versions = RANGES.flatMap((range) => {
  const version = typeof verdaccio === 'string' ? newestVersion('nx', range) : verdaccio;
  if (typeof version === 'string') return [version];
  process.stderr.write(`skipped: nx add in a workspace of Nx ${range}: ${version.reason}\n`);
  return [];
});

let registry: LoopbackRegistry | undefined;
const workspaces = new Map<string, FreshWorkspace>();

beforeAll(async () => {
  if (typeof verdaccio !== 'string' || versions.length === 0) return;
  const { publish, url } = (registry = await startLoopbackRegistry(verdaccio, SCOPE));
  const publishAll = async (): Promise<void> => {
    for (const { tarball } of await packPackages()) await publish(tarball);
  };
  const setUp = async (version: string): Promise<void> => {
    workspaces.set(version, await newFreshWorkspace(version, { [SCOPE]: url }));
  };
  await Promise.all([publishAll(), ...versions.map(setUp)]);
});
afterAll(() => registry?.stop());

describe.each(versions.length > 0 ? versions : ['(none could be fetched)'])(
  'the published plugin in a workspace of Nx %s',
  (version) => {
    if (versions.length === 0) return it.skip('is added', () => undefined);

    const workspace = (): FreshWorkspace => {
      const found = workspaces.get(version);
      if (!found) throw new Error(`There is no workspace of Nx ${version}`);
      return found;
    };
    const manifest = (path: string): Manifest =>
      JSON.parse(readFileSync(join(workspace().root, path, 'package.json'), 'utf8')) as Manifest;

    it('is added', async () => {
      expect(await workspace().nx('add', PLUGIN)).toContain(`Package ${PLUGIN} added successfully.`);
      expect(manifest('.').devDependencies).toHaveProperty([PLUGIN]);
      expect(manifest('node_modules/nx').version).toBe(version);
      // It fails where two packages do not fit together.
      await npm(workspace().root, 'ls', '--all');
    });
  },
);
