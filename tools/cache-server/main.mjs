#!/usr/bin/env node
// @ts-check
import { parseArgs } from 'node:util';
import { DEFAULT_MAX_BYTES, startCacheServer } from './start-cache-server.mjs';

const MB = 1024 * 1024;
const USAGE = `usage: node tools/cache-server/main.mjs --directory DIR [options]

  --directory DIR      where artifacts are kept; made if it is not there
  --write-token TOKEN  may read and write; may be repeated; also from CACHE_SERVER_WRITE_TOKEN
  --read-token TOKEN   may only read; may be repeated; also from CACHE_SERVER_READ_TOKEN
  --port N             a free one unless told
  --max-mb N           the largest artifact; ${DEFAULT_MAX_BYTES / MB} unless told
  --host HOST          127.0.0.1 unless told
  --allow-other-hosts  let --host be reachable from other machines

A self-hosted remote cache for Nx, for tests and trials. Prints {"url", "pid"}, tells every request on stderr, and serves until
SIGINT or SIGTERM:
  NX_SELF_HOSTED_REMOTE_CACHE_SERVER=<url> NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=<token> npx nx run …
Exit codes: 0 stopped by a signal, 1 could not start, 2 wrong usage.`;

/** @type {Parameters<typeof startCacheServer>[0] | undefined} */
let options;
try {
  const { values } = parseArgs({
    options: {
      directory: { type: 'string' },
      'write-token': { type: 'string', multiple: true, default: [] },
      'read-token': { type: 'string', multiple: true, default: [] },
      port: { type: 'string', default: '0' },
      'max-mb': { type: 'string', default: String(DEFAULT_MAX_BYTES / MB) },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-other-hosts': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) console.log(USAGE);
  else options = readOptions(values);
} catch (error) {
  console.error(`${messageOf(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}

if (options) {
  try {
    const server = await startCacheServer({ ...options, onExchange: log });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.close());
    console.log(JSON.stringify({ url: server.url, pid: process.pid }));
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}

/**
 * @param {{ directory?: string, 'write-token': string[], 'read-token': string[], port: string, 'max-mb': string, host: string,
 *   'allow-other-hosts': boolean }} values
 * @returns {Parameters<typeof startCacheServer>[0]}
 */
function readOptions({ directory, port, host, ...values }) {
  if (!directory) throw new Error('--directory is missing');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`--port ${port} is not a port number`);
  if (!/^[1-9]\d{0,6}$/.test(values['max-mb']))
    throw new Error(`--max-mb ${values['max-mb']} is not a number of megabytes`);
  const { CACHE_SERVER_WRITE_TOKEN = '', CACHE_SERVER_READ_TOKEN = '' } = process.env;
  const writeTokens = [...values['write-token'], CACHE_SERVER_WRITE_TOKEN].filter(Boolean);
  const readTokens = [...values['read-token'], CACHE_SERVER_READ_TOKEN].filter(Boolean);
  if (writeTokens.length + readTokens.length === 0)
    throw new Error('There is no token, so nobody could use it');
  return {
    directory,
    host,
    port: Number(port),
    maxBytes: Number(values['max-mb']) * MB,
    allowOtherHosts: values['allow-other-hosts'],
    writeTokens,
    readTokens,
  };
}

/** One line; the parser has let only visible ASCII into the path. @param {import('./start-cache-server.mjs').Exchange} exchange */
function log({ method, path, outcome, interrupted, milliseconds, error }) {
  const end = interrupted ? ', interrupted' : '';
  console.error(
    `${new Date().toISOString()} ${method} ${path.slice(0, 200)} ${outcome} ${milliseconds} ms${end}`,
  );
  if (error) console.error(error);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
