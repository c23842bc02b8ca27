// @ts-check
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:http';
import { BlockList } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTaskHash, openArtifactStore } from './artifact-store.mjs';
import { knowTokens } from './tokens.mjs';

/**
 * @typedef {import('./faults.mjs').Fault} Fault
 * @typedef {import('./faults.mjs').Faults} Faults
 * @typedef {import('./faults.mjs').SeenRequest} SeenRequest
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} [text]  Nx shows it to its user.
 * @property {Record<string, string>} [headers]
 * @property {import('./artifact-store.mjs').Artifact} [artifact]
 *
 * @typedef {SeenRequest & { outcome: string, interrupted: boolean, milliseconds: number, error?: unknown }} Exchange
 *   `outcome` is the status, or the name of the fault that left the request without one.
 *
 * @typedef {object} CacheServer
 * @property {string} url  For NX_SELF_HOSTED_REMOTE_CACHE_SERVER.
 * @property {() => Record<string, number>} stats  How often it answered what, `{ "GET 200": 3, "PUT reset": 1 }`; counted before
 *   the first byte of the answer leaves.
 * @property {(options?: { graceMs?: number }) => Promise<void>} close  Takes no more requests and ends when those in progress are
 *   answered, or cut off after `graceMs` (5 seconds). No upload is left half-done.
 */

export const DEFAULT_MAX_BYTES = 512 * 1024 * 1024;
const PREFIX = '/v1/cache/';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Serves Nx's self-hosted remote cache API from a directory.
 *
 * @param {object} options
 * @param {string} options.directory
 * @param {readonly string[]} [options.readTokens]  May GET.
 * @param {readonly string[]} [options.writeTokens]  May GET and PUT.
 * @param {number} [options.port]  0, the default, takes a free one.
 * @param {string} [options.host]
 * @param {boolean} [options.allowOtherHosts]  Without it, `host` must be on the loopback.
 * @param {number} [options.maxBytes]  Of one artifact.
 * @param {number} [options.requestTimeoutMs]  For a request to arrive in whole.
 * @param {number} [options.idleTimeoutMs]  For a connection on which nothing moves.
 * @param {Faults} [options.faults]
 * @param {(exchange: Exchange) => void} [options.onExchange]  Told about every request when it is over.
 * @returns {Promise<CacheServer>}
 * @throws {Error} where the tokens or the host are not fit, the directory cannot be made or the port is taken
 */
export async function startCacheServer({
  directory,
  readTokens = [],
  writeTokens = [],
  port = 0,
  host = '127.0.0.1',
  allowOtherHosts = false,
  maxBytes = DEFAULT_MAX_BYTES,
  requestTimeoutMs = 120_000,
  idleTimeoutMs = 30_000,
  faults,
  onExchange,
}) {
  const accessOf = knowTokens({ readTokens, writeTokens });
  const address = await addressOf(host, allowOtherHosts);
  const store = await openArtifactStore(directory, { maxBytes });

  /** @type {Record<string, number>} */
  const counts = {};
  /** @type {Set<Promise<void>>} */
  const inProgress = new Set();
  const closing = new AbortController();
  let requests = 0;

  /** @param {Request} request @param {Response} response */
  async function serve(request, response) {
    const started = performance.now();
    const seen = describe(request, ++requests);
    let outcome = 'none';
    /** @param {number | string} what */
    const settle = (what) => {
      outcome = String(what);
      const key = `${seen.method} ${outcome}`;
      counts[key] = (counts[key] ?? 0) + 1;
    };

    /** @type {unknown} */
    let failure;
    try {
      await exchange(request, response, seen, settle);
    } catch (error) {
      // Neither a client that went away nor a server that is told to stop is a failure.
      if (isGone(request, response) || closing.signal.aborted) {
        if (outcome === 'none') settle('aborted');
        response.destroy();
      } else {
        failure = error;
        if (response.headersSent) response.destroy();
        else {
          settle(500);
          await say(response, { status: 500, text: 'The cache server failed; its log says why' });
        }
      }
    }
    await untilClosed(request, response);
    const interrupted = !response.writableFinished;
    const milliseconds = Math.round(performance.now() - started);
    onExchange?.({ ...seen, outcome, interrupted, milliseconds, ...(failure ? { error: failure } : {}) });
  }

  /** @param {Request} request @param {Response} response @param {SeenRequest} seen @param {(what: number | string) => void} settle */
  async function exchange(request, response, seen, settle) {
    const fault = faults?.(seen) ?? {};
    if (fault.delayMs !== undefined) {
      request.socket.setTimeout(0);
      await sleep(fault.delayMs, undefined, { signal: closing.signal });
    }
    if (fault.reset) {
      settle('reset');
      return void request.socket.resetAndDestroy();
    }
    if (fault.hang) {
      settle('hang');
      request.socket.setTimeout(0);
      request.resume();
      return void closing.signal.addEventListener('abort', () => response.destroy(), { once: true });
    }

    const answer = fault.status === undefined ? await route(request, seen) : wrongAnswer(fault.status, fault);
    try {
      if (closing.signal.aborted) response.setHeader('connection', 'close');
      settle(answer.status);
      request.socket.setTimeout(idleTimeoutMs);
      if (!isGone(request, response)) await say(response, answer, fault);
    } finally {
      await answer.artifact?.file.close();
    }
    // Closing a connection on which the client still writes could cost it the answer: what it has left to say is thrown away.
    request.resume();
  }

  /** @param {Request} request @param {SeenRequest} seen @returns {Promise<Answer>} */
  async function route(request, { method, path, hash }) {
    const access = accessOf(request.headers.authorization);
    if (access === undefined)
      return {
        status: 401,
        text: 'The cache server does not know this token',
        headers: { 'www-authenticate': 'Bearer' },
      };
    if (!path.startsWith(PREFIX)) return { status: 404, text: 'No such route' };
    if (hash === undefined) return { status: 400, text: 'This is not a task hash' };
    if (method === 'GET') {
      const artifact = await store.open(hash);
      return artifact ? { status: 200, artifact } : { status: 404, text: 'The record was not found' };
    }
    if (method !== 'PUT')
      return { status: 405, text: 'Only GET and PUT are known here', headers: { allow: 'GET, PUT' } };

    if (access !== 'write') return { status: 403, text: 'This token may only read' };
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return CREATION['too-large'];
    if (await store.has(hash)) return CREATION.exists;
    return CREATION[await store.create(hash, bodyOf(request))];
  }

  const server = createServer(
    { requestTimeout: requestTimeoutMs, connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000) },
    (request, response) => {
      const served = serve(request, response).finally(() => inProgress.delete(served));
      inProgress.add(served);
    },
  );
  server.timeout = idleTimeoutMs;

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve(undefined));
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The cache server has no port');

  return {
    url: `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    stats: () => ({ ...counts }),
    async close({ graceMs = 5_000 } = {}) {
      const closed = new Promise((resolve) => server.close(resolve));
      closing.abort();
      const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cutOff);
      await Promise.all(inProgress);
    },
  };
}

/** @type {Record<import('./artifact-store.mjs').Creation, Answer>} */
const CREATION = {
  created: { status: 200 },
  exists: { status: 409, text: 'There is a record with this hash already' },
  empty: { status: 400, text: 'The body is empty' },
  'too-large': { status: 413, text: 'The artifact is larger than this server takes' },
};

/** The path is taken as it came: nothing is decoded, so nothing can mean something else afterwards. */
function describe(/** @type {Request} */ { method = '', url: path = '' }, /** @type {number} */ number) {
  const hash = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : '';
  return { number, method, path, ...(isTaskHash(hash) ? { hash } : {}) };
}

/** The connection outlives the reading, because the answer needs it. @param {Request} request */
async function* bodyOf(request) {
  yield* request.iterator({ destroyOnReturn: false });
  request.socket.setTimeout(0); // from here on it is the disk that takes its time
}

/** @param {number} status @param {Fault} fault @returns {Answer} */
const wrongAnswer = (status, { text = 'An injected fault', contentType }) => ({
  status,
  text,
  ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
});

/** @param {Response} response @param {Answer} answer @param {Fault} [fault] */
async function say(response, { status, text = '', headers = {}, artifact }, fault = {}) {
  if (artifact === undefined) {
    // Nx shows the text of a 401 only under exactly this type, without a charset.
    response.writeHead(status, {
      'content-type': 'text/plain',
      'content-length': Buffer.byteLength(text),
      ...headers,
    });
    return void response.end(text);
  }
  const head = { 'content-type': 'application/octet-stream' };
  if (fault.corrupt) {
    const bytes = fault.corrupt(await artifact.file.readFile());
    response.writeHead(status, { ...head, 'content-length': bytes.length });
    return void response.end(bytes);
  }
  response.writeHead(status, { ...head, 'content-length': artifact.size });
  if (fault.cutAfter !== undefined) {
    const bytes = (await artifact.file.readFile()).subarray(0, fault.cutAfter);
    return void response.write(bytes, () => response.socket?.end());
  }
  await pipeline(artifact.file.createReadStream({ autoClose: false }), response);
}

/** A request that was read to its end counts as destroyed, so its socket is asked. @param {Request} request @param {Response} response */
const isGone = (request, response) => request.socket.destroyed || response.destroyed;

/** A response that waits behind another on its connection is never told that this was closed. @param {Request} request @param {Response} response */
async function untilClosed({ socket }, response) {
  while (!response.closed && !socket.closed)
    await new Promise((resolve) => {
      response.once('close', resolve);
      socket.once('close', resolve);
    });
}

/**
 * @param {string} host
 * @param {boolean} allowOtherHosts
 * @returns {Promise<string>} The address to listen on, looked up once so that what was checked is what is used.
 */
async function addressOf(host, allowOtherHosts) {
  const { address, family } = await lookup(host);
  if (!allowOtherHosts && !LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4'))
    throw new Error(
      `${host} is not on the loopback: this server is made for tests and trials on one machine`,
    );
  return address;
}
