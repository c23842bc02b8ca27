#!/usr/bin/env node
// @ts-check
import { appendFileSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startMockModel } from './start-mock-model.mjs';

const USAGE = `usage: node tools/mock-model/main.mjs [--port N] [--turns FILE] [--text TEXT] [--log FILE]

  --turns  JSON array of turns: "text" or {"text"?: "…", "tools": [{"name": "Read", "input": {…}}]}
  --log    append every request as one JSON line, credentials redacted

Prints {"url", "pid"} and serves until SIGINT or SIGTERM:
  ANTHROPIC_BASE_URL=<url> ANTHROPIC_API_KEY=dummy claude`;

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      turns: { type: 'string' },
      text: { type: 'string' },
      log: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) console.log(USAGE);
  else await serve(values);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}

/** @param {{ port: string, turns?: string, text?: string, log?: string }} options */
async function serve({ port, turns, text, log }) {
  if (!/^\d{1,5}$/.test(port)) throw new Error(`--port ${port} is not a port number`);
  const model = await startMockModel({
    port: Number(port),
    ...(turns === undefined ? {} : { script: readTurns(turns) }),
    ...(text === undefined ? {} : { text }),
    ...(log === undefined
      ? {}
      : { onRequest: (request) => appendFileSync(log, `${JSON.stringify(request)}\n`) }),
  });
  console.log(JSON.stringify({ url: model.url, pid: process.pid }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void model.close());
}

/** @param {string} file */
function readTurns(file) {
  const turns = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(turns)) throw new Error(`${file} is not a JSON array of turns`);
  return turns;
}
