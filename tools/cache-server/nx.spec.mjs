// What the Nx of this repository does with the server, and with one that fails. The README's table says the same in prose: when a
// new Nx changes one of these, change both.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { breakMiddle, firstHalf } from './faults.mjs';
import { exitCode, forgeArtifact } from './forge-artifact.mjs';
import { startCacheServer } from './start-cache-server.mjs';

// Tests assert the modes of directories; what they start inherits this.
process.umask(0o022);

const NODE_MODULES = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules');

/** Nx waits a random time between six attempts to store, up to 20 seconds in all; this makes it the shortest, one second. */
const SHORTEST_WAITS = '--import data:text/javascript,Math.random=()=>0';

const MAKE = [
  'mkdir -p out/empty out/deep',
  'printf plain > out/plain',
  'printf "#!/bin/sh\\n" > out/deep/run.sh',
  'chmod 600 out/plain',
  'chmod 755 out/deep/run.sh',
  'ln -s ../plain out/deep/link',
].join(' && ');
const TREE = {
  deep: 'directory 755',
  'deep/link': 'link to ../plain',
  'deep/run.sh': 'file 755 "#!/bin/sh\\n"',
  empty: 'directory 755',
  plain: 'file 600 "plain"',
};

/** Where one test keeps its files; `filled` is one cache directory that holds the results of both targets. */
let scratch, filled;
before(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'cache-server-nx-'));
  filled = join(scratch, 'filled');
  const server = await startCacheServer({ directory: filled, writeTokens: ['writer'] });
  const { code, said } = await nx(workspace(), 'after', server, 'writer');
  assert.equal(code, 0, said);
  assert.deepEqual(server.stats(), { 'GET 404': 2, 'PUT 200': 2 });
  await server.close();
});
after(() => rmSync(scratch, { recursive: true }));

/** A fresh checkout: a git repository with one project, and this repository's node_modules. */
function workspace() {
  const root = mkdtempSync(join(scratch, 'workspace-'));
  const target = (command, more = {}) => ({
    executor: 'nx:run-commands',
    options: { command },
    cache: true,
    inputs: ['{projectRoot}/**/*'],
    ...more,
  });
  const files = {
    'nx.json': { analytics: false, neverConnectToCloud: true, tui: { enabled: false } },
    'package.json': { name: 'trial', version: '0.0.0', private: true },
    'tsconfig.base.json': {},
    'app/project.json': {
      name: 'app',
      targets: {
        make: target(MAKE, { outputs: ['{workspaceRoot}/out'] }),
        after: target('echo after', { dependsOn: ['make'] }),
      },
    },
  };
  mkdirSync(join(root, 'app'));
  for (const [path, content] of Object.entries(files))
    writeFileSync(join(root, path), JSON.stringify(content));
  writeFileSync(join(root, '.gitignore'), 'node_modules\n.nx\nout\n');
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(NODE_MODULES).filter((name) => !name.startsWith('.')))
    symlinkSync(join(NODE_MODULES, name), join(root, 'node_modules', name));
  spawnSync('git', ['init', '--quiet'], { cwd: root });
  return root;
}

function startNx(root, target, { url }, token, env = {}) {
  const child = spawn(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run', `app:${target}`], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      NO_COLOR: '1',
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_ISOLATE_PLUGINS: 'false',
      NODE_OPTIONS: SHORTEST_WAITS,
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  return { child, ended: once(child, 'close').then(([code, signal]) => ({ code, signal, said })) };
}
const nx = (...args) => startNx(...args).ended;

async function start(t, options) {
  const server = await startCacheServer({ readTokens: ['reader'], writeTokens: ['writer'], ...options });
  t.after(() => server.close({ graceMs: 0 }));
  return server;
}
const emptyCache = () => mkdtempSync(join(scratch, 'cache-'));

/** What lies in the outputs of a workspace, or nothing where the task did not run. */
function outputsOf(root) {
  const out = join(root, 'out');
  if (!existsSync(out)) return undefined;
  const describe = (path) => {
    const entry = lstatSync(path);
    const mode = (entry.mode & 0o777).toString(8);
    if (entry.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
    return entry.isDirectory()
      ? `directory ${mode}`
      : `file ${mode} ${JSON.stringify(readFileSync(path, 'utf8'))}`;
  };
  const paths = readdirSync(out, { recursive: true });
  return Object.fromEntries(paths.sort().map((path) => [path, describe(join(out, path))]));
}

test('what one checkout wrote, another with a token for reading gets: the same files, modes and links', async (t) => {
  const server = await start(t, { directory: emptyCache() });
  const [writer, reader] = [workspace(), workspace()];
  const written = await nx(writer, 'make', server, 'writer');
  assert.equal(written.code, 0, written.said);
  assert.doesNotMatch(written.said, /remote cache/);
  const read = await nx(reader, 'make', server, 'reader');
  assert.equal(read.code, 0, read.said);
  assert.match(read.said, /nx run app:make {2}\[remote cache\]/);
  assert.deepEqual(outputsOf(writer), TREE);
  assert.deepEqual(outputsOf(reader), TREE);
  assert.deepEqual(server.stats(), { 'GET 404': 1, 'PUT 200': 1, 'GET 200': 1 });
});

const silentRefusals = [
  [403, 'a token for reading', 'reader', {}],
  [
    409,
    'a record that is there by now',
    'writer',
    { faults: ({ method }) => (method === 'PUT' ? { status: 409 } : undefined) },
  ],
];
for (const [status, what, token, options] of silentRefusals)
  test(`says nothing and succeeds when it may not store: ${what}`, async (t) => {
    const server = await start(t, { directory: emptyCache(), ...options });
    const root = workspace();
    const { code, said } = await nx(root, 'make', server, token);
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /cache|forbidden/i);
    assert.deepEqual(outputsOf(root), TREE);
    assert.deepEqual(server.stats(), { 'GET 404': 1, [`PUT ${status}`]: 1 });
  });

const unreadable = [
  ['401', { status: 401, text: 'who are you?' }, 'Unauthorized: who are you?'],
  [
    '401 in another type',
    { status: 401, contentType: 'text/plain; charset=utf-8' },
    'Misconfigured remote cache endpoint: Requests should respond with text/plain on 401s',
  ],
  ['403', { status: 403 }, 'Misconfigured remote cache endpoint: Unexpected response status: 403 Forbidden'],
  ['500', { status: 500 }, 'Misconfigured remote cache endpoint: Unexpected response status: 500'],
  ['a reset', { reset: true }, 'Failed to send request: error sending request for url'],
  ['an artifact that breaks off', { cutAfter: 100 }, 'Failed to read remote cache response body'],
  ['a corrupt artifact', { corrupt: breakMiddle }, 'Failed to read entry from tarball'],
  ['half an artifact', { corrupt: firstHalf }, 'Failed to read entry from tarball'],
  ['a page of HTML', { corrupt: () => Buffer.from('<html>') }, 'Failed to read entry from tarball'],
];
for (const [what, fault, message] of unreadable)
  test(`runs nothing, claims success and exits 1 when it reads ${what}`, async (t) => {
    const failing = await start(t, { directory: filled, faults: () => fault });
    const root = workspace();
    const { code, said } = await nx(root, 'make', failing, 'reader');
    assert.equal(code, 1);
    assert.match(said, /Successfully ran target make for project app/);
    assert.ok(said.includes(message), said);
    assert.equal(outputsOf(root), undefined);
  });

test('gets the right files from a healthy server after half of them from a broken one', async (t) => {
  const failing = await start(t, { directory: filled, faults: () => ({ corrupt: firstHalf }) });
  const root = workspace();
  assert.equal((await nx(root, 'make', failing, 'reader')).code, 1);
  const healthy = await start(t, { directory: filled });
  const { code, said } = await nx(root, 'make', healthy, 'reader');
  assert.equal(code, 0);
  assert.match(said, /\[remote cache\]/);
  assert.deepEqual(outputsOf(root), TREE);
});

test('runs nothing, claims success and exits 1 when nobody listens; NX_SKIP_REMOTE_CACHE gets past it', async (t) => {
  const server = await start(t, { directory: emptyCache() });
  await server.close();
  const root = workspace();
  const { code, said } = await nx(root, 'make', server, 'reader');
  assert.equal(code, 1);
  assert.match(said, /Successfully ran target make[\s\S]*Failed to send request/);
  assert.equal(outputsOf(root), undefined);

  const without = await nx(root, 'make', server, 'reader', { NX_SKIP_REMOTE_CACHE: 'true' });
  assert.equal(without.code, 0);
  assert.match(without.said, /Remote Cache Disabled/);
  assert.deepEqual(outputsOf(root), TREE);
});

test('needs no server for what it has itself', async (t) => {
  const server = await start(t, { directory: filled });
  const root = workspace();
  assert.equal((await nx(root, 'make', server, 'reader')).code, 0);
  await server.close();
  const { code, said } = await nx(root, 'make', server, 'reader');
  assert.equal(code, 0);
  assert.match(said, /\[(?:local cache|existing outputs match the cache, left as is)\]/);
});

test('waits for an answer as long as it takes, and exits 130 on SIGTERM', async (t) => {
  let asked;
  const request = new Promise((resolve) => (asked = resolve));
  const hanging = await start(t, {
    directory: filled,
    faults: (seen) => {
      asked(seen);
      return { hang: true };
    },
  });
  const root = workspace();
  const { child, ended } = startNx(root, 'make', hanging, 'reader');
  await request;
  child.kill('SIGTERM');
  assert.equal((await ended).code, 130);
  assert.equal(outputsOf(root), undefined);
});

test('takes a late answer for as good as an early one', async (t) => {
  const slow = await start(t, { directory: filled, faults: () => ({ delayMs: 1000 }) });
  const root = workspace();
  const { code, said } = await nx(root, 'make', slow, 'reader');
  assert.equal(code, 0, said);
  assert.match(said, /\[remote cache\]/);
  assert.deepEqual(outputsOf(root), TREE);
});

test('stores on the second attempt what failed on the first', async (t) => {
  const server = await start(t, {
    directory: emptyCache(),
    faults: ({ number }) => (number === 2 ? { status: 500 } : undefined),
  });
  const { code, said } = await nx(workspace(), 'make', server, 'writer');
  assert.equal(code, 0, said);
  assert.deepEqual(server.stats(), { 'GET 404': 1, 'PUT 500': 1, 'PUT 200': 1 });
});

test('calls a task failed that it cannot store in six attempts, skips what depends on it, and never stores it', async (t) => {
  const failing = await start(t, {
    directory: emptyCache(),
    faults: ({ method }) => (method === 'PUT' ? { status: 500 } : undefined),
  });
  const root = workspace();
  const { code, said } = await nx(root, 'after', failing, 'writer');
  assert.notEqual(code, 0);
  assert.match(said, /Failed tasks:\s+- app:make/);
  assert.match(said, /Misconfigured remote cache endpoint: Unexpected response status: 500/);
  assert.doesNotMatch(said, /nx run app:after/);
  assert.deepEqual(failing.stats(), { 'GET 404': 1, 'PUT 500': 6 });
  assert.deepEqual(outputsOf(root), TREE);

  const healthy = await start(t, { directory: emptyCache() });
  const next = await nx(root, 'make', healthy, 'writer');
  assert.equal(next.code, 0);
  assert.deepEqual(healthy.stats(), {});
});

test('believes whatever it can unpack', async (t) => {
  const forged = forgeArtifact({
    'out/plain': 'forged',
    terminalOutput: 'all is well',
    code: exitCode(0),
  });
  const server = await start(t, { directory: filled, faults: () => ({ corrupt: () => forged }) });
  const root = workspace();
  const { code, said } = await nx(root, 'make', server, 'reader');
  assert.equal(code, 0, said);
  assert.match(said, /\[remote cache\]\s+all is well/);
  assert.equal(readFileSync(join(root, 'out/plain'), 'utf8'), 'forged');
});

test('mixes what it unpacked of a broken artifact into the next one it gets', async (t) => {
  const broken = forgeArtifact({ 'out/left-behind': 'x', terminalOutput: '' }); // without its exit code
  const failing = await start(t, { directory: filled, faults: () => ({ corrupt: () => broken }) });
  const root = workspace();
  const { code, said } = await nx(root, 'make', failing, 'reader');
  assert.equal(code, 1);
  assert.match(said, /Exit code not found in cache artifact/);
  assert.equal(outputsOf(root), undefined);

  const healthy = await start(t, { directory: filled });
  const next = await nx(root, 'make', healthy, 'reader');
  assert.equal(next.code, 0);
  const { 'left-behind': leftBehind, ...others } = outputsOf(root);
  assert.match(leftBehind, /^file/);
  assert.deepEqual(others, TREE);
});

test('unpacks nothing outside its cache', async (t) => {
  const escaping = forgeArtifact({ '../../../escaped': 'x', code: exitCode(0) });
  const server = await start(t, { directory: filled, faults: () => ({ corrupt: () => escaping }) });
  const root = workspace();
  const { code, said } = await nx(root, 'make', server, 'reader');
  assert.equal(code, 1);
  assert.match(said, /Refusing to extract cache entry with unsafe path: \.\.\/\.\.\/\.\.\/escaped/);
  assert.ok(!existsSync(join(root, 'escaped')));
});
