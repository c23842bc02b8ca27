import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expectDone, program } from './support/asp';
import { startCacheServer, type CacheServer } from './support/cache-server';
import {
  clientSession,
  describeWithClient,
  loadedBy,
  NX_EVENT_FLAGS,
  qualified,
  type ClientSession,
} from './support/client';
import { QUIET } from './support/nx-workspace';
import { repositoryRoot, scratch } from './support/places';
import { joinPromised, promisedBy } from './support/promised-components';
import { cloneRepository, copyRepository } from './support/repository-copy';
import { treeOf } from './support/tree';

const PLUGINS = ['git-flow', 'code-review', 'web-quality', 'project-facts', 'session-notes'];
const BUNDLE = 'examples/frontend/asp_modules/frontend';

/** A checkout with a store of its own, on a machine that knows nothing of another. */
interface Checkout {
  readonly root: string;
  readonly aspHome: string;
}

const NX = 'node_modules/nx/dist/bin/nx.js';

/** Runs nx in a checkout, which must go well. Gives what it printed. */
async function nx({ root, aspHome }: Checkout, args: readonly string[], env: object = {}): Promise<string> {
  const finished = await program(process.execPath, [join(root, NX), ...args], {
    cwd: root,
    env: { ...QUIET, HOME: scratch(), ASP_HOME: aspHome, ...env },
  });
  expectDone(args, finished);
  return finished.stdout;
}

const session = (
  { root, aspHome }: Checkout,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ClientSession> =>
  clientSession([process.execPath, join(root, NX), ...args], {
    cwd: root,
    env: { ...QUIET, ASP_HOME: aspHome, ...env },
  });

const runFrontend = ['run', 'frontend:asp-run', '--prompt=hi', ...NX_EVENT_FLAGS];

/** What Nx says of a task in the line that begins it: where it came from, nothing where it ran; undefined where it is not there. */
const cameFrom = (stdout: string, task: string): string | undefined =>
  stdout
    .split('\n')
    .find((line) => `${line} `.startsWith(`> nx run ${task} `))
    ?.slice(`> nx run ${task}`.length)
    .trim();

const bundleOf = ({ root }: Checkout): object => ({
  plugins: treeOf(join(root, BUNDLE, 'plugins')),
  record: readFileSync(join(root, BUNDLE, '.asp-bundle.json'), 'utf8'),
});

function expectWhole(seen: ClientSession, { root }: Checkout): void {
  const promised = joinPromised(PLUGINS.map((id) => promisedBy(join(repositoryRoot, 'spaces', id), id)));
  const init = loadedBy(seen);
  // Nx says what it does on the same stdout.
  const problems = seen.problems.filter(({ kind }) => kind !== 'noise');
  expect({ exitCode: seen.exitCode, problems }).toEqual({ exitCode: 0, problems: [] });
  expect(init.plugins.map(({ name }) => name)).toEqual(PLUGINS);
  for (const { path } of init.plugins) expect(path.startsWith(join(root, BUNDLE))).toBe(true);
  expect(qualified(init.slash_commands)).toEqual([...promised.commands, ...promised.skills].sort());
  expect(qualified(init.skills)).toEqual(promised.skills);
  expect(qualified(init.agents)).toEqual(promised.agents);
  expect(init.mcp_servers).toEqual([{ name: 'project-facts', status: 'connected' }]);
  expect(init.cwd).toBe(join(root, 'examples/frontend'));
  expect(seen.hookEvents.map(({ event }) => event)).toContain('SessionStart');
  expect(seen.requests[0]?.user).toContain('hi');
}

describeWithClient('this repository', () => {
  const first: Checkout = { root: join(scratch(), 'first'), aspHome: join(scratch(), 'store of the first') };
  const second: Checkout = {
    root: join(scratch(), 'second'),
    aspHome: join(scratch(), 'store of the second'),
  };
  let server: CacheServer;

  beforeAll(async () => {
    copyRepository(first.root);
    server = await startCacheServer(scratch());
  });
  afterAll(() => server.stop());

  it('launches the real client with what frontend composes', async () => {
    const seen = await session(first, runFrontend, server.environment('write'));
    expectWhole(seen, first);
    expect(cameFrom(seen.stdout, 'frontend:asp-materialize--frontend')).toBe('');
    expect(cameFrom(seen.stdout, 'frontend:asp-compose--frontend')).toBe('');
    expect(await server.stats()).toEqual({ 'GET 404': 2, 'PUT 200': 2 });
  });

  it('finds everything done the second time', async () => {
    const before = bundleOf(first);
    const seen = await session(first, runFrontend);
    expectWhole(seen, first);
    expect(cameFrom(seen.stdout, 'frontend:asp-materialize--frontend')).toBe('[local cache]');
    expect(cameFrom(seen.stdout, 'frontend:asp-compose--frontend')).toBe('[local cache]');
    expect(seen.stdout).toContain('= frontend  5 spaces  examples/frontend/asp-lock.json');
    expect(seen.stdout).toContain('= frontend  5 snapshots  in the store');
    expect(bundleOf(first)).toEqual(before);
  });

  it('restores the same from the remote cache, in a clone elsewhere that may only read, and the client loads it', async () => {
    cloneRepository(first.root, second.root);
    const { 'GET 200': before = 0 } = await server.stats();
    const printed = await nx(second, ['run', 'frontend:asp-compose--frontend'], server.environment('read'));
    expect(cameFrom(printed, 'frontend:asp-materialize--frontend')).toBe('[remote cache]');
    expect(cameFrom(printed, 'frontend:asp-compose--frontend')).toBe('[remote cache]');
    expect((await server.stats())['GET 200']).toBe(before + 2);
    expect(bundleOf(second)).toEqual(bundleOf(first));
    expect(await nx(second, ['run', 'frontend:asp-verify--frontend'])).toContain('is what the lock promises');

    const seen = await session(second, runFrontend);
    expectWhole(seen, second);
    expect(cameFrom(seen.stdout, 'frontend:asp-materialize--frontend')).toBe('[local cache]');
    expect(bundleOf(second)).toEqual(bundleOf(first));
  });

  it('restores the same after nx reset', async () => {
    const before = bundleOf(first);
    await nx(first, ['reset']);
    rmSync(join(first.root, 'examples/frontend/asp_modules'), { recursive: true });
    const printed = await nx(first, ['run', 'frontend:asp-compose--frontend'], server.environment('read'));
    expect(cameFrom(printed, 'frontend:asp-materialize--frontend')).toBe('[remote cache]');
    expect(bundleOf(first)).toEqual(before);
  });

  it('sends nothing on its way that belongs to a machine', () => {
    const artifacts = readdirSync(server.artifacts);
    expect(artifacts).toHaveLength(2);
    for (const name of artifacts) {
      const content = gunzipSync(readFileSync(join(server.artifacts, name))).toString('latin1');
      for (const place of [first.root, first.aspHome, repositoryRoot, process.execPath])
        expect(content.includes(place)).toBe(false);
    }
  });
});
