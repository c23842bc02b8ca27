// @ts-check
import { createServer } from 'node:http';
import { createMessage, streamMessage } from './message.mjs';
import { playTurns } from './script.mjs';

/**
 * @typedef {import('./message.mjs').Turn} Turn
 * @typedef {import('./script.mjs').Script} Script
 * @typedef {import('./script.mjs').MessagesRequest} MessagesRequest
 * @typedef {{ method: string, path: string, headers: Record<string, string>, body: unknown }} RecordedRequest
 *   `path` has no query; a CONNECT carries `host:port` there. `body` is the parsed JSON, the text where it is none, or null.
 * @typedef {{ url: string, requests: RecordedRequest[], close: () => Promise<void> }} MockModel
 */

const CREDENTIALS = new Set(['x-api-key', 'authorization', 'proxy-authorization', 'cookie']);

/**
 * An offline stand-in for the Anthropic Messages API on 127.0.0.1: `POST /v1/messages` (streaming and not), `count_tokens` and
 * `GET /v1/models`. It also answers as an HTTP proxy, by refusing: a client whose proxy it is cannot reach anything else, and
 * what it tried is in `requests`. Credentials are never kept.
 *
 * @param {object} [options]
 * @param {number} [options.port]  0, the default, takes a free one.
 * @param {readonly Turn[] | Script} [options.script]  What to say; see `playTurns` for a list.
 * @param {string} [options.text]  What to say where the script says nothing.
 * @param {(request: RecordedRequest) => void} [options.onRequest]
 * @returns {Promise<MockModel>}
 */
export async function startMockModel({ port = 0, script = [], text = 'Done.', onRequest } = {}) {
  const say = typeof script === 'function' ? script : playTurns(script);
  /** @type {RecordedRequest[]} */
  const requests = [];
  let answers = 0;

  /** @param {RecordedRequest} request */
  const record = (request) => {
    requests.push(request);
    onRequest?.(request);
  };

  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming);
    record(request);

    /** @param {number} status @param {object} document */
    const reply = (status, document) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document));
    };

    const route = `${request.method} ${request.path}`;
    if (request.method === 'HEAD') return void response.writeHead(200).end();
    if (route === 'GET /v1/models') return reply(200, MODELS);
    if (route === 'POST /v1/messages/count_tokens') return reply(200, { input_tokens: 1 });
    if (route !== 'POST /v1/messages') return reply(404, failure('not_found_error', `No route ${route}`));
    if (typeof request.body !== 'object' || request.body === null)
      return reply(400, failure('invalid_request_error', 'The body is not a JSON object'));

    const asked = /** @type {MessagesRequest} */ (request.body);
    const message = createMessage(say(asked) ?? text, { number: ++answers, model: asked.model ?? 'mock' });
    if (!asked.stream) return reply(200, message);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    for (const event of streamMessage(message)) response.write(event);
    response.end();
  });
  server.on('connect', ({ url = '', headers }, socket) => {
    record({ method: 'CONNECT', path: url, headers: withoutCredentials(headers), body: null });
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The mock model has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const MODELS = {
  data: [{ type: 'model', id: 'mock', display_name: 'Mock', created_at: '2026-01-01T00:00:00Z' }],
  has_more: false,
  first_id: 'mock',
  last_id: 'mock',
};

/** @param {string} type @param {string} message */
const failure = (type, message) => ({ type: 'error', error: { type, message } });

/**
 * @param {import('node:http').IncomingMessage} incoming
 * @returns {Promise<RecordedRequest>}
 */
async function receive(incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = 'GET', url = '/', headers } = incoming;
  return {
    method,
    path: url.replace(/\?.*$/s, ''),
    headers: withoutCredentials(headers),
    body: parseBody(Buffer.concat(chunks).toString('utf8')),
  };
}

/** @param {string} text */
function parseBody(text) {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the caller sees what was sent, and the route answers 400
  }
}

/**
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @returns {Record<string, string>}
 */
const withoutCredentials = (headers) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      CREDENTIALS.has(name) ? '<redacted>' : [value].flat().join(', '),
    ]),
  );
