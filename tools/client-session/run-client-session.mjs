// @ts-check
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startMockModel } from '../mock-model/start-mock-model.mjs';
import { digestRequest } from './digest-request.mjs';
import { findProblems } from './find-problems.mjs';
import { findMarked, kill } from './processes.mjs';
import { readEvents } from './read-events.mjs';

/**
 * @typedef {import('../mock-model/message.mjs').Turn} Turn
 * @typedef {import('../mock-model/script.mjs').Script} Script
 * @typedef {import('../mock-model/script.mjs').MessagesRequest} MessagesRequest
 * @typedef {import('./read-events.mjs').Events} Events
 *
 * @typedef {object} ClientSession
 * @property {number | null} exitCode  null where the command did not start or was killed.
 * @property {Events['init']} init
 * @property {Events['result']} result
 * @property {Events['hookEvents']} hookEvents
 * @property {Events['toolResults']} toolResults
 * @property {import('./digest-request.mjs').RequestDigest[]} requests
 * @property {Record<string, string>} hookFiles  What hooks wrote into `$ASP_HOOK_OUT`, by file name.
 * @property {import('./find-problems.mjs').Problem[]} problems
 * @property {string} stdout
 * @property {string} stderr
 */

/** The client's flags for the events a session reads; the caller puts them where its command takes the client's arguments. */
export const EVENT_FLAGS = ['--output-format', 'stream-json', '--verbose', '--include-hook-events'];

/** A server may take a moment to see that its client is gone; what is alive after it is a leftover. */
const GRACE_MS = 2000;

/**
 * Runs a command that starts Claude Code (the client itself, or `asp run … --no-interactive`) with nothing of this machine: a
 * model that is a script, a home that is fresh, no way out to the network. Whatever it started is gone when this returns.
 *
 * @param {object} options
 * @param {string} options.command
 * @param {readonly string[]} options.args  with `EVENT_FLAGS` and a prompt
 * @param {string} [options.cwd]  by default an empty directory
 * @param {Readonly<Record<string, string>>} [options.env]  added to, and stronger than, the clean environment
 * @param {string} [options.home]  a directory whose copy becomes HOME
 * @param {readonly Turn[] | Script} [options.turns]  what the model says
 * @param {number} [options.timeoutMs]  60 s unless told
 * @returns {Promise<ClientSession>}
 */
export async function runClientSession({
  command,
  args,
  cwd,
  env = {},
  home,
  turns = [],
  timeoutMs = 60_000,
}) {
  const root = await mkdtemp(join(tmpdir(), 'asp-session-'));
  const place = {
    home: join(root, 'home'),
    temp: join(root, 'tmp'),
    hooks: join(root, 'hooks'),
    cwd: join(root, 'cwd'),
  };
  const removeRoot = () => rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', removeRoot); // whoever is interrupted leaves nothing behind either
  for (const directory of Object.values(place)) await mkdir(directory);
  if (home) await cp(home, place.home, { recursive: true });
  const model = await startMockModel({ script: turns });
  const marker = randomUUID();
  try {
    const run = await runMarked({
      command,
      args,
      cwd: cwd ?? place.cwd,
      env: { ...cleanEnvironment(place, model.url), ...env, [MARKER]: marker },
      timeoutMs,
    });
    const events = readEvents(run.stdout);
    const outside = model.requests.filter(({ method }) => method === 'CONNECT').map(({ path }) => path);
    return {
      exitCode: run.exitCode,
      init: events.init,
      result: events.result,
      hookEvents: events.hookEvents,
      toolResults: events.toolResults,
      requests: model.requests
        .filter(({ path }) => path === '/v1/messages')
        .map(({ body }) => digestRequest(/** @type {MessagesRequest} */ (body))),
      hookFiles: await readFiles(place.hooks),
      problems: findProblems({ ...events, ...run, timeoutMs, outside: [...new Set(outside)] }),
      stdout: run.stdout,
      stderr: run.stderr,
    };
  } finally {
    await model.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
    process.off('exit', removeRoot);
  }
}

const MARKER = 'ASP_CLIENT_SESSION';

/**
 * @param {{ home: string, temp: string, hooks: string }} place
 * @param {string} modelUrl
 */
const cleanEnvironment = (place, modelUrl) => ({
  PATH: process.env.PATH ?? '',
  ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
  HOME: place.home,
  USERPROFILE: place.home,
  TMPDIR: place.temp,
  TEMP: place.temp,
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  ANTHROPIC_BASE_URL: modelUrl,
  ANTHROPIC_API_KEY: 'dummy-not-a-key',
  // The model refuses to be a proxy and records who asked, so nothing leaves this machine unseen.
  HTTP_PROXY: modelUrl,
  HTTPS_PROXY: modelUrl,
  NO_PROXY: '127.0.0.1,localhost',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
  // The first turn waits for the MCP servers: how fast a busy machine starts them is not the question.
  MCP_CONNECTION_NONBLOCKING: '0',
  MCP_CONNECT_TIMEOUT_MS: '60000',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  ASP_HOOK_OUT: place.hooks,
});

/**
 * @param {{ command: string, args: readonly string[], cwd: string, env: Record<string, string>, timeoutMs: number }} options
 * @returns {Promise<{ exitCode: number | null, startError?: string, timedOut: boolean, leftovers: string[], stdout: string, stderr: string }>}
 */
async function runMarked({ command, args, cwd, env, timeoutMs }) {
  // Its own process group, so that one kill reaches all of it.
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  const closed = new Promise((resolve) => child.once('close', resolve));
  let timedOut = false;

  const marker = `${MARKER}=${env[MARKER]}`;
  const killAll = () => {
    if (child.pid !== undefined && process.platform !== 'win32') kill(-child.pid);
    else child.kill('SIGKILL');
    for (const { pid } of findMarked(marker)) kill(pid);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    killAll();
  }, timeoutMs);
  // The group does not hear this terminal's Ctrl-C; whoever ends this process ends the session with it.
  const interrupted = (/** @type {NodeJS.Signals} */ signal) => {
    killAll();
    process.kill(process.pid, signal);
  };
  process.once('exit', killAll);
  for (const signal of ENDS) process.once(signal, interrupted);

  try {
    // 'exit', not 'close': something left behind may hold the pipes open for ever.
    const exitCode = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const leftovers = timedOut ? [] : await survivors(marker);
    killAll();
    await closed;
    return { exitCode, timedOut, leftovers, ...output };
  } catch (error) {
    const startError = error instanceof Error ? error.message : String(error);
    return { exitCode: null, startError, timedOut, leftovers: [], ...output };
  } finally {
    clearTimeout(timer);
    process.off('exit', killAll);
    for (const signal of ENDS) process.off(signal, interrupted);
  }
}

/** @type {readonly NodeJS.Signals[]} */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** What is still running once the grace is over; returns as soon as nothing is. @param {string} marker */
async function survivors(marker) {
  for (const end = Date.now() + GRACE_MS; ; await delay(20)) {
    const alive = findMarked(marker).map(({ command }) => command);
    if (alive.length === 0 || Date.now() >= end) return alive;
  }
}

/** @param {string} directory @returns {Promise<Record<string, string>>} */
async function readFiles(directory) {
  const names = (await readdir(directory)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')])),
  );
}
