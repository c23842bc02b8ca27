import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { firstHalf } from './faults.mjs';
import { startCacheServer } from './start-cache-server.mjs';

function emptyDirectory(t) {
  const directory = mkdtempSync(join(tmpdir(), 'cache-server-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function start(t, options = {}) {
  const directory = options.directory ?? emptyDirectory(t);
  const server = await startCacheServer({
    directory,
    readTokens: ['reader'],
    writeTokens: ['writer'],
    ...options,
  });
  t.after(() => server.close({ graceMs: 0 }));
  /** What is still in `uploads/` when every request has ended. */
  async function leftovers() {
    await server.close();
    return readdirSync(join(directory, 'uploads'));
  }
  return { ...server, directory, leftovers };
}

const bearer = (token) => ({ authorization: `Bearer ${token}` });
const get = ({ url }, hash, token = 'reader') => fetch(`${url}/v1/cache/${hash}`, { headers: bearer(token) });
const put = ({ url }, hash, body, token = 'writer') =>
  fetch(`${url}/v1/cache/${hash}`, { method: 'PUT', headers: bearer(token), body, duplex: 'half' });

/** A connection on which anything can be said, and what came back when it is over. */
function dial({ url }) {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.on('data', (data) => (heard += data.toString('latin1')));
  socket.on('error', () => {});
  return { socket, say: (text) => socket.write(text), over: once(socket, 'close').then(() => heard) };
}
const head = (line, ...headers) =>
  [`${line} HTTP/1.1`, 'Host: x', 'Authorization: Bearer writer', ...headers, '', ''].join('\r\n');

/** Resolves when an upload has begun to arrive. */
const uploadBegins = ({ directory }) => {
  const watcher = watch(join(directory, 'uploads'));
  return once(watcher, 'change').finally(() => watcher.close());
};

test('gives back what was put, to readers and writers', async (t) => {
  const server = await start(t);
  const body = Buffer.from([0, 1, 2, 0x1f, 0x8b, 255]);
  const stored = await put(server, '123', body);
  assert.deepEqual([stored.status, await stored.text()], [200, '']);
  for (const token of ['reader', 'writer']) {
    const answer = await get(server, '123', token);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
    assert.equal(answer.headers.get('content-length'), '6');
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), body);
  }
  assert.deepEqual(server.stats(), { 'PUT 200': 1, 'GET 200': 2 });
});

test('says 404 to what was never put', async (t) => {
  assert.equal((await get(await start(t), '123')).status, 404);
});

test('says 401, in the one type in which Nx shows it, to wrong tokens and none', async (t) => {
  const server = await start(t);
  await put(server, '123', 'artifact');
  const asked = [undefined, '', 'Bearer', 'Bearer wrong', 'Bearer readerr', 'Basic reader'].flatMap(
    (sent) => {
      const headers = sent === undefined ? {} : { authorization: sent };
      return [
        fetch(`${server.url}/v1/cache/123`, { headers }),
        fetch(`${server.url}/v1/cache/456`, { headers, method: 'PUT', body: 'artifact' }),
      ];
    },
  );
  for (const answer of await Promise.all(asked)) {
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('content-type'), 'text/plain');
    assert.equal(await answer.text(), 'The cache server does not know this token');
  }
  assert.equal((await fetch(server.url)).status, 401);
  assert.equal((await get(server, '456')).status, 404);
});

test('says 403 to a reader who writes, even in the middle of a large upload', async (t) => {
  const server = await start(t);
  const answer = await put(server, '123', Buffer.alloc(20_000_000), 'reader');
  assert.equal(answer.status, 403);
  assert.match(await answer.text(), /may only read/);
  assert.equal((await get(server, '123')).status, 404);
});

test('says 409 to a second artifact and keeps the first', async (t) => {
  const server = await start(t);
  await put(server, '123', 'first');
  assert.equal((await put(server, '123', 'second')).status, 409);
  assert.equal(await (await get(server, '123')).text(), 'first');
  const { say, socket } = dial(server);
  say(head('PUT /v1/cache/123', 'Content-Length: 100'));
  const [answer] = await once(socket, 'data'); // without waiting for a body it does not want
  assert.match(String(answer), /^HTTP\/1\.1 409 /);
  socket.destroy();
});

test('lets one of many uploads of one hash win', async (t) => {
  const one = await start(t);
  const other = await start(t, { directory: one.directory });
  const bodies = Array.from({ length: 6 }, (_, index) => String(index).repeat(100_000));
  const answers = await Promise.all(bodies.map((body, index) => put(index % 2 ? one : other, '123', body)));
  const statuses = answers.map(({ status }) => status);
  assert.deepEqual(statuses.toSorted(), [200, ...Array(5).fill(409)]);
  assert.equal(await (await get(one, '123')).text(), bodies[statuses.indexOf(200)]);
  assert.deepEqual(await one.leftovers(), []);
});

test('says 413 to what is announced too large, before it arrives', async (t) => {
  const server = await start(t, { maxBytes: 1000 });
  const { say, socket } = dial(server);
  say(head('PUT /v1/cache/123', 'Content-Length: 1001'));
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
  socket.destroy();
  assert.equal((await put(server, '123', Buffer.alloc(1000))).status, 200);
});

test('says 413 to what turns out too large, while it still arrives', async (t) => {
  const server = await start(t, { maxBytes: 1000 });
  const { say, socket } = dial(server);
  const chunk = (length) => say(`${length.toString(16)}\r\n${'x'.repeat(length)}\r\n`);
  say(head('PUT /v1/cache/123', 'Transfer-Encoding: chunked'));
  chunk(2000);
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
  chunk(2_000_000);
  say('0\r\n\r\n');
  say(head('GET /v1/cache/123', 'Connection: close'));
  const [next] = await once(socket, 'data');
  assert.match(String(next), /^HTTP\/1\.1 404 /);
  assert.deepEqual(await server.leftovers(), []);
});

test('takes an upload of no announced length', async (t) => {
  const server = await start(t);
  const stream = new Blob(['in ', 'pieces']).stream();
  assert.equal((await put(server, '123', stream)).status, 200);
  assert.equal(await (await get(server, '123')).text(), 'in pieces');
});

test('says 400 to an empty upload', async (t) => {
  const server = await start(t);
  assert.equal((await put(server, '123', '')).status, 400);
  assert.equal((await get(server, '123')).status, 404);
});

const notHashes = [
  ['/v1/cache/', 400],
  ['/v1/cache/..', 400],
  ['/v1/cache/../../secret', 400],
  ['/v1/cache/../artifacts/1', 400],
  ['/v1/cache/..%2f..%2fsecret', 400],
  ['/v1/cache/%2e%2e/secret', 400],
  ['/v1/cache/..\\secret', 400],
  ['/v1/cache//etc/passwd', 400],
  ['/v1/cache/1/2', 400],
  ['/v1/cache/1.part', 400],
  ['/v1/cache/1?x=1', 400],
  ['/v1/cache/1%00', 400],
  [`/v1/cache/${'1'.repeat(129)}`, 400],
  ['/v1/cacheX/1', 404],
  ['//v1/cache/1', 404],
  ['http://x/v1/cache/1', 404],
  ['/', 404],
];
for (const [path, status] of notHashes)
  test(`says ${status} to ${path.slice(0, 40)}, reading and writing nothing`, async (t) => {
    const outside = emptyDirectory(t);
    writeFileSync(join(outside, 'secret'), 'secret');
    const server = await start(t, { directory: join(outside, 'store') });
    for (const request of [
      head(`GET ${path}`, 'Connection: close'),
      `${head(`PUT ${path}`, 'Connection: close', 'Content-Length: 3')}abc`,
    ]) {
      const { say, over } = dial(server);
      say(request);
      assert.match(await over, new RegExp(`^HTTP/1\\.1 ${status} `));
    }
    assert.deepEqual(readdirSync(outside, { recursive: true }).sort(), [
      'secret',
      'store',
      'store/artifacts',
      'store/uploads',
    ]);
    assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), 'secret');
  });

test('says 405 to every other method', async (t) => {
  const server = await start(t);
  await put(server, '123', 'artifact');
  for (const method of ['POST', 'DELETE', 'HEAD', 'PATCH']) {
    const answer = await fetch(`${server.url}/v1/cache/123`, { method, headers: bearer('writer') });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'GET, PUT');
  }
  assert.equal((await get(server, '123')).status, 200);
});

test('keeps nothing of an upload that ends before its announced length', async (t) => {
  const server = await start(t);
  const { say, socket, over } = dial(server);
  const begun = uploadBegins(server);
  say(`${head('PUT /v1/cache/123', 'Content-Length: 100')}${'x'.repeat(50)}`);
  await begun;
  socket.end();
  await over;
  assert.equal((await get(server, '123')).status, 404);
  assert.equal((await put(server, '123', 'whole')).status, 200);
  assert.deepEqual(await server.leftovers(), []);
});

test('keeps nothing of an upload that goes on after its announced length', async (t) => {
  const server = await start(t);
  const { say, over } = dial(server);
  say(`${head('PUT /v1/cache/123', 'Content-Length: 4')}the whole artifact`);
  assert.match(await over, /^HTTP\/1\.1 400 /);
  assert.equal((await get(server, '123')).status, 404);
  assert.deepEqual(await server.leftovers(), []);
});

const lies = [
  ['two lengths', 'Content-Length: 3', 'Content-Length: 4'],
  ['a length and chunks', 'Content-Length: 3', 'Transfer-Encoding: chunked'],
  ['a negative length', 'Content-Length: -3'],
  ['a length that is no number', 'Content-Length: abc'],
];
for (const [what, ...headers] of lies)
  test(`says 400 to ${what}`, async (t) => {
    const server = await start(t);
    const { say, over } = dial(server);
    say(`${head('PUT /v1/cache/123', ...headers)}abcd`);
    assert.match(await over, /^HTTP\/1\.1 400 /);
    assert.equal((await get(server, '123')).status, 404);
    assert.deepEqual(await server.leftovers(), []);
  });

test('says 408 to an upload that takes too long, and keeps nothing of it', async (t) => {
  const server = await start(t, { requestTimeoutMs: 1_000 });
  const { say, over } = dial(server);
  say(`${head('PUT /v1/cache/123', 'Content-Length: 100')}${'x'.repeat(50)}`);
  assert.match(await over, /^HTTP\/1\.1 408 /);
  assert.equal((await get(server, '123')).status, 404);
  assert.deepEqual(await server.leftovers(), []);
});

test('hangs up on a client that says nothing, or never finishes its headers', async (t) => {
  const server = await start(t, { idleTimeoutMs: 100 });
  for (const words of ['', 'GET /v1/cache/1 HTTP/1.1\r\nHost: x\r\n']) {
    const { say, over } = dial(server);
    say(words);
    assert.equal(await over, '');
  }
});

test('hangs up on a client that does not read its answer', async (t) => {
  const { directory, ...healthy } = await start(t);
  await put(healthy, '123', Buffer.alloc(24_000_000));
  const ended = new EventEmitter();
  const server = await start(t, {
    directory,
    idleTimeoutMs: 1_000,
    onExchange: (exchange) => ended.emit('exchange', exchange),
  });
  const exchange = once(ended, 'exchange');
  const { say, socket } = dial(server);
  socket.pause();
  say(head('GET /v1/cache/123'));
  const [{ outcome, interrupted, error }] = await exchange;
  assert.deepEqual({ outcome, interrupted, error }, { outcome: '200', interrupted: true, error: undefined });
  socket.destroy();
});

test('keeps artifacts for the next server on the directory', async (t) => {
  const first = await start(t);
  await put(first, '123', 'artifact');
  await first.close();
  const second = await start(t, { directory: first.directory });
  assert.equal(await (await get(second, '123')).text(), 'artifact');
  assert.equal((await put(second, '123', 'other')).status, 409);
});

test('finishes the upload in progress when it is told to stop', async (t) => {
  const server = await start(t);
  const { say, over } = dial(server);
  const begun = uploadBegins(server);
  say(`${head('PUT /v1/cache/123', 'Content-Length: 8')}arti`);
  await begun;
  const closed = server.close();
  say('fact');
  assert.match(await over, /^HTTP\/1\.1 200 .*connection: close/is);
  await closed;
  assert.equal(readFileSync(join(server.directory, 'artifacts/123'), 'utf8'), 'artifact');
  await assert.rejects(fetch(server.url));
});

test('cuts an upload off that does not finish, and leaves nothing of it', async (t) => {
  const server = await start(t);
  const { say, over } = dial(server);
  const begun = uploadBegins(server);
  say(`${head('PUT /v1/cache/123', 'Content-Length: 8')}arti`);
  await begun;
  await server.close({ graceMs: 0 });
  assert.equal(await over, '');
  assert.deepEqual(await server.leftovers(), []);
  assert.ok(!existsSync(join(server.directory, 'artifacts/123')));
});

test('says 500 without a reason, and tells the reason to its owner, when the directory fails', async (t) => {
  const seen = [];
  const server = await start(t, { onExchange: (exchange) => seen.push(exchange) });
  rmSync(join(server.directory, 'uploads'), { recursive: true });
  const answer = await put(server, '123', 'artifact');
  assert.equal(answer.status, 500);
  assert.doesNotMatch(await answer.text(), /ENOENT|uploads/);
  await server.close();
  assert.equal(seen[0].error.code, 'ENOENT');
  assert.deepEqual(server.stats(), { 'PUT 500': 1 });
});

test('tells about every request when it is over, and never a token', async (t) => {
  const seen = [];
  const server = await start(t, { onExchange: (exchange) => seen.push(exchange) });
  await put(server, '123', 'artifact');
  await (await get(server, '123')).arrayBuffer();
  await server.close();
  const told = seen.map(({ number, method, path, hash, outcome, interrupted }) => [
    ...[number, method, path, hash, outcome, interrupted],
  ]);
  assert.deepEqual(told, [
    [1, 'PUT', '/v1/cache/123', '123', '200', false],
    [2, 'GET', '/v1/cache/123', '123', '200', false],
  ]);
  assert.doesNotMatch(JSON.stringify(seen), /reader|writer/);
});

test('listens on the loopback only, unless it is allowed more', async (t) => {
  await assert.rejects(start(t, { host: '0.0.0.0' }), /0\.0\.0\.0 is not on the loopback/);
  await assert.rejects(start(t, { host: '::' }), /not on the loopback/);
  assert.match((await start(t)).url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const open = await start(t, { host: '0.0.0.0', allowOtherHosts: true });
  assert.equal((await get({ url: open.url.replace('0.0.0.0', '127.0.0.1') }, '1')).status, 404);
});

test('refuses a port that is taken', async (t) => {
  const server = await start(t);
  await assert.rejects(start(t, { port: Number(new URL(server.url).port) }), { code: 'EADDRINUSE' });
});

/** A server with one artifact and a fault for the requests of one method. */
async function startFaulty(t, method, fault, options = {}) {
  const server = await start(t);
  const artifact = Buffer.from('a whole artifact of some bytes');
  await put(server, '123', artifact);
  const faulty = await start(t, {
    ...options,
    directory: server.directory,
    faults: (request) => (request.method === method ? fault : undefined),
  });
  return { faulty, artifact };
}

test('fault: says any status in any words', async (t) => {
  const { faulty } = await startFaulty(t, 'GET', { status: 502, text: '<p>', contentType: 'text/html' });
  const answer = await get(faulty, '123', 'no token needed');
  assert.deepEqual([answer.status, await answer.text()], [502, '<p>']);
  assert.equal(answer.headers.get('content-type'), 'text/html');
  assert.equal((await put(faulty, '456', 'served as ever')).status, 200);
});

test('fault: stores nothing of an upload it refuses', async (t) => {
  const { faulty } = await startFaulty(t, 'PUT', { status: 500 });
  assert.equal((await put(faulty, '456', Buffer.alloc(5_000_000))).status, 500);
  assert.equal((await get(faulty, '456')).status, 404);
});

test('fault: resets the connection', async (t) => {
  for (const method of ['GET', 'PUT']) {
    const { faulty } = await startFaulty(t, method, { reset: true });
    const request = method === 'GET' ? get(faulty, '123') : put(faulty, '456', 'artifact');
    await assert.rejects(request, ({ cause }) => ['ECONNRESET', 'UND_ERR_SOCKET'].includes(cause.code));
    assert.deepEqual(faulty.stats(), { [`${method} reset`]: 1 });
  }
});

test('fault: never answers, for longer than a connection may be idle, until it is closed', async (t) => {
  const { faulty } = await startFaulty(t, 'GET', { hang: true }, { idleTimeoutMs: 300 });
  const hung = get(faulty, '123');
  const { socket, over } = dial(faulty);
  await over; // a connection that is idle for its own reasons is hung up on
  assert.ok(socket.destroyed);
  const answered = await Promise.race([hung.catch(() => 'ended'), Promise.resolve('still open')]);
  assert.equal(answered, 'still open');
  await faulty.close();
  await assert.rejects(hung);
});

test('fault: answers truly, but later', async (t) => {
  const { faulty, artifact } = await startFaulty(t, 'GET', { delayMs: 700 }, { idleTimeoutMs: 300 });
  assert.equal(await (await get(faulty, '123')).text(), String(artifact));
});

test('fault: does not keep a server from stopping', async (t) => {
  const { faulty } = await startFaulty(t, 'GET', { delayMs: 3_600_000 });
  const waiting = assert.rejects(get(faulty, '123'));
  const { say, socket } = dial(faulty);
  say(head('PUT /v1/cache/456', 'Content-Length: 1'));
  say('x');
  await once(socket, 'data'); // the server has seen the request before this one
  await faulty.close();
  await waiting;
});

test('fault: breaks off in the middle of the artifact', async (t) => {
  const { faulty, artifact } = await startFaulty(t, 'GET', { cutAfter: 7 });
  const { say, over } = dial(faulty);
  say(head('GET /v1/cache/123'));
  const [headers, body] = (await over).split('\r\n\r\n');
  assert.match(headers, new RegExp(`content-length: ${artifact.length}`));
  assert.equal(body, 'a whole');
  await assert.rejects((await get(faulty, '123')).text());
});

test('fault: gives other bytes than it was given', async (t) => {
  const halved = await startFaulty(t, 'GET', { corrupt: firstHalf });
  assert.equal(await (await get(halved.faulty, '123')).text(), 'a whole artifac');
});

test('fault: may depend on the request', async (t) => {
  const seen = [];
  const server = await start(t, {
    faults: (request) => {
      seen.push(request);
      return request.number === 2 ? { status: 503 } : undefined;
    },
  });
  const statuses = [];
  for (const hash of ['1', '2', '..x']) statuses.push((await get(server, hash)).status);
  assert.deepEqual(statuses, [404, 503, 400]);
  assert.deepEqual(seen, [
    { number: 1, method: 'GET', path: '/v1/cache/1', hash: '1' },
    { number: 2, method: 'GET', path: '/v1/cache/2', hash: '2' },
    { number: 3, method: 'GET', path: '/v1/cache/..x' },
  ]);
});
