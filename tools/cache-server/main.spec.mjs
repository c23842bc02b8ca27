import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, watch } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.mjs', import.meta.url));
const TOKENS = ['--write-token', 'writer', '--read-token', 'reader'];

function emptyDirectory(t) {
  const directory = mkdtempSync(join(tmpdir(), 'cache-server-main-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Starts the program; `said` is what it prints, `ended` how it ends. */
function run(t, args, env = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (data) => (said.out += data));
  child.stderr.on('data', (data) => (said.err += data));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }));
  return { child, ended };
}

async function serve(t, args, env) {
  const { child, ended } = run(t, args, env);
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then(({ err }) => assert.fail(`It did not start: ${err}`)),
  ]);
  return { child, ended, ...JSON.parse(String(line)) };
}

const ask = (url, token, init = {}) =>
  fetch(`${url}/v1/cache/123`, { headers: { authorization: `Bearer ${token}` }, ...init });

/** Sends the first half of an upload and waits until it is on the disk. */
async function beginUpload(url, directory) {
  const watcher = watch(join(directory, 'uploads'));
  const begun = once(watcher, 'change');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    'PUT /v1/cache/123 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer writer\r\nContent-Length: 8\r\n\r\narti',
  );
  await begun;
  watcher.close();
  return socket;
}

for (const signal of ['SIGTERM', 'SIGINT'])
  test(`serves until ${signal}, telling where, and on stderr every request but no token`, async (t) => {
    const { url, pid, child, ended } = await serve(t, ['--directory', emptyDirectory(t), ...TOKENS]);
    assert.equal(pid, child.pid);
    assert.equal((await ask(url, 'writer', { method: 'PUT', body: 'artifact' })).status, 200);
    assert.equal(await (await ask(url, 'reader')).text(), 'artifact');
    assert.equal((await ask(url, 'wrong')).status, 401);
    child.kill(signal);
    const { code, out, err } = await ended;
    assert.equal(code, 0);
    assert.equal(out.split('\n').length, 2);
    const lines = err.trim().split('\n');
    const told = lines.map((line) => line.replace(/^\S+Z /, '').replace(/\d+ ms/, 'N ms'));
    assert.deepEqual(told.sort(), [
      'GET /v1/cache/123 200 N ms',
      'GET /v1/cache/123 401 N ms',
      'PUT /v1/cache/123 200 N ms',
    ]);
  });

test('finishes an upload before it stops', async (t) => {
  const directory = emptyDirectory(t);
  const { url, child, ended } = await serve(t, ['--directory', directory, ...TOKENS]);
  const socket = await beginUpload(url, directory);
  child.kill('SIGTERM');
  socket.write('fact');
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 200 /);
  assert.equal((await ended).code, 0);
  assert.deepEqual(readdirSync(directory, { recursive: true }).sort(), [
    'artifacts',
    'artifacts/123',
    'uploads',
  ]);
});

test('survives kill -9 in the middle of an upload', async (t) => {
  const directory = emptyDirectory(t);
  const first = await serve(t, ['--directory', directory, ...TOKENS]);
  await beginUpload(first.url, directory);
  first.child.kill('SIGKILL');
  await first.ended;
  const [part] = readdirSync(join(directory, 'uploads'));
  utimesSync(join(directory, 'uploads', part), 0, 0);

  const second = await serve(t, ['--directory', directory, ...TOKENS]);
  assert.equal((await ask(second.url, 'reader')).status, 404);
  assert.equal((await ask(second.url, 'writer', { method: 'PUT', body: 'whole' })).status, 200);
  assert.equal(await (await ask(second.url, 'reader')).text(), 'whole');
  assert.deepEqual(readdirSync(join(directory, 'uploads')), []);
});

test('takes tokens from the environment, and a limit', async (t) => {
  const { url } = await serve(t, ['--directory', emptyDirectory(t), '--max-mb', '1'], {
    CACHE_SERVER_WRITE_TOKEN: 'secret-writer',
    CACHE_SERVER_READ_TOKEN: 'secret-reader',
  });
  const body = Buffer.alloc(1024 * 1024 + 1);
  assert.equal((await ask(url, 'secret-reader', { method: 'PUT', body })).status, 403);
  assert.equal((await ask(url, 'secret-writer', { method: 'PUT', body })).status, 413);
  assert.equal((await ask(url, 'secret-writer', { method: 'PUT', body: body.subarray(1) })).status, 200);
});

test('says how it is used', async (t) => {
  const { code, out, err } = await run(t, ['--help']).ended;
  assert.equal(code, 0);
  assert.match(out, /^usage: node tools\/cache-server\/main\.mjs --directory DIR/);
  assert.equal(err, '');
});

const wrong = [
  [[], /--directory is missing/],
  [['--directory', 'x'], /There is no token/],
  [['--directory', 'x', ...TOKENS, '--port', '65536'], /--port 65536 is not a port/],
  [['--directory', 'x', ...TOKENS, '--max-mb', '0'], /--max-mb 0 is not a number of megabytes/],
  [['--directory', 'x', ...TOKENS, '--prot', '1'], /--prot/],
  [['--directory', 'x', ...TOKENS, 'extra'], /extra/],
];
for (const [args, reason] of wrong)
  test(`says how it is used when it is told: ${args.join(' ') || 'nothing'}`, async (t) => {
    const { code, out, err } = await run(t, args).ended;
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, reason);
    assert.match(err, /usage:/);
  });

test('says why it cannot start', async (t) => {
  const directory = emptyDirectory(t);
  const elsewhere = await run(t, ['--directory', directory, ...TOKENS, '--host', '0.0.0.0']).ended;
  assert.deepEqual([elsewhere.code, elsewhere.out], [1, '']);
  assert.match(elsewhere.err, /0\.0\.0\.0 is not on the loopback/);

  const { url } = await serve(t, ['--directory', directory, ...TOKENS]);
  const taken = await run(t, ['--directory', directory, ...TOKENS, '--port', new URL(url).port]).ended;
  assert.equal(taken.code, 1);
  assert.match(taken.err, /EADDRINUSE/);
});

test('listens beyond the loopback when it is allowed to', async (t) => {
  const directory = join(emptyDirectory(t), 'new');
  mkdirSync(directory);
  const flags = ['--host', '0.0.0.0', '--allow-other-hosts'];
  const { url } = await serve(t, ['--directory', directory, ...TOKENS, ...flags]);
  assert.match(url, /^http:\/\/0\.0\.0\.0:\d+$/);
});
