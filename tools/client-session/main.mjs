#!/usr/bin/env node
// @ts-check
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatInventory } from './format-inventory.mjs';
import { EVENT_FLAGS, runClientSession } from './run-client-session.mjs';

const USAGE = `usage: node tools/client-session/main.mjs [options] -- <command> [args…]

  --cwd DIR         where to run; by default an empty directory
  --home DIR        a directory whose copy becomes HOME; by default an empty one
  --env NAME=VALUE  added to the clean environment; may be repeated
  --turns FILE      what the model says: a JSON array of "text" or {"text"?: "…", "tools": [{"name": "Read", "input": {…}}]}
  --timeout MS      60000 unless told
  --inventory       print what people want to see instead of the whole session as JSON

The command must give the client ${EVENT_FLAGS.join(' ')} and a prompt.
Exit codes: 0 the session ended without a problem, 1 there are problems, 2 wrong usage.`;

/** @type {Parameters<typeof runClientSession>[0] | undefined} */
let session;
let inventory = false;
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cwd: { type: 'string' },
      home: { type: 'string' },
      env: { type: 'string', multiple: true, default: [] },
      turns: { type: 'string' },
      timeout: { type: 'string', default: '60000' },
      inventory: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  inventory = values.inventory;
  if (values.help) console.log(USAGE);
  else session = readSession(values, positionals);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}

if (session) {
  const result = await runClientSession(session);
  process.stdout.write(inventory ? formatInventory(result) : `${JSON.stringify(result)}\n`);
  process.exitCode = result.problems.length === 0 ? 0 : 1;
}

/**
 * @param {{ cwd?: string, home?: string, env: string[], turns?: string, timeout: string }} values
 * @param {string[]} positionals
 * @returns {Parameters<typeof runClientSession>[0]}
 */
function readSession({ cwd, home, env, turns, timeout }, [command, ...args]) {
  if (command === undefined) throw new Error('There is no command');
  if (!/^[1-9]\d*$/.test(timeout)) throw new Error(`--timeout ${timeout} is not a number of milliseconds`);
  return {
    command,
    args,
    env: Object.fromEntries(env.map(readVariable)),
    timeoutMs: Number(timeout),
    ...(cwd === undefined ? {} : { cwd }),
    ...(home === undefined ? {} : { home }),
    ...(turns === undefined ? {} : { turns: readTurns(turns) }),
  };
}

/** @param {string} text */
function readVariable(text) {
  const equals = text.indexOf('=');
  if (equals < 1) throw new Error(`--env ${text} is not NAME=VALUE`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** @param {string} file */
function readTurns(file) {
  const turns = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(turns)) throw new Error(`${file} is not a JSON array of turns`);
  return turns;
}
