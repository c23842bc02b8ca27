// @ts-check
// The whole road on one machine with Node and git: registry → lock → plugins → the real Claude Code, which says what it loaded.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runAsProgram } from '../registry/run-as-program.mjs';
import { REPOSITORY_ROOT, requireCli } from './asp.mjs';
import { checkWithoutClient } from './check-without-client.mjs';
import { composeExample } from './compose-example.mjs';
import { findPinnedClient } from './find-pinned-client.mjs';
import { createNarrator } from './narrator.mjs';
import { showClient } from './show-client.mjs';
import { PROMPT, TARGET, createStage } from './stage.mjs';

const USAGE = `usage: node tools/demo/demo.mjs [--keep] [--json]

  --keep  leave the registry and the store, and name the command that runs the same from them
  --json  print one JSON document instead of the story

Exit codes: 0 everything expected was seen (or there is no client for this platform), 1 something is missing, 2 wrong usage.`;

/**
 * @typedef {object} Outcome
 * @property {'seen' | 'missing' | 'no-client'} result
 * @property {string} [client]  path of the program
 * @property {object} [loaded]  the client's own account
 * @property {string[]} missing  sentences
 */

/** @param {import('./stage.mjs').Stage} stage @returns {Promise<Outcome>} */
async function demonstrate(stage) {
  const loadOrder = await composeExample(stage);
  const planned = await stage.ask('run', TARGET, PROMPT, '--no-interactive', '--dry-run');
  const found = planned.claude;
  // asp prefers a client on PATH, as it should; the demo shows the version it was written for.
  const client = found.startsWith(REPOSITORY_ROOT) ? found : (findPinnedClient() ?? found);
  return client === 'claude'
    ? checkWithoutClient(stage, planned)
    : showClient(stage, { client, found }, loadOrder);
}

/** @param {import('./stage.mjs').Stage} stage @param {Outcome} outcome */
function conclude({ tell, steps }, { result, missing }) {
  const ms = steps.reduce((sum, step) => sum + step.ms, 0);
  tell.line('');
  if (result === 'seen') tell.done('Everything the lock promises was seen', ms);
  else if (result === 'no-client') tell.done('Everything was checked but the client itself', ms);
  else for (const sentence of missing) tell.fail(sentence);
}

/** @param {import('./stage.mjs').Stage} stage */
function sayWhatIsKept({ tell, home }) {
  tell.line(`\nKept: ${home}. From the root of this repository, with your own Claude Code:\n`);
  tell.command(`ASP_HOME=${shellWord(home)} npx asp run ${TARGET} --project examples/${TARGET}`);
}

/** @param {import('./stage.mjs').Stage} stage */
function sayHowToGoOn({ tell }) {
  tell.line(
    '\nTo go on with your own Claude Code (start `claude` once to log in), from the root of this repository:\n',
  );
  tell.command('node tools/registry/make-registry.mjs --into ~/.asp/repo');
  tell.command(`cd examples/${TARGET} && npx asp install && npx asp run ${TARGET}`);
}

/** @param {import('./stage.mjs').Stage} stage @param {Outcome} outcome @param {boolean} keep */
function tellTheEnd(stage, outcome, keep) {
  conclude(stage, outcome);
  if (keep) sayWhatIsKept(stage);
  else if (outcome.result !== 'missing') sayHowToGoOn(stage);
}

/** @param {string} text */
const shellWord = (text) => (/^[\w/.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

await runAsProgram(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { keep, json, help } = values;
  if (help) return void console.log(USAGE);
  requireCli();
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'asp-demo-')));
  process.once('exit', () => {
    if (!keep) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));

  const stage = createStage(createNarrator(json ? { write: () => true } : process.stdout), home);
  const outcome = await demonstrate(stage).catch(
    /** @returns {Outcome} */ (error) => ({ result: 'missing', missing: [error.message] }),
  );
  process.exitCode = outcome.result === 'missing' ? 1 : 0;
  if (json) console.log(JSON.stringify({ home, kept: keep, steps: stage.steps, ...outcome }, null, 2));
  else tellTheEnd(stage, outcome, keep);
});
