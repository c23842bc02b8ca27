// @ts-check
import { join, relative } from 'node:path';
import { formatInventory } from '../client-session/format-inventory.mjs';
import { EVENT_FLAGS, runClientSession } from '../client-session/run-client-session.mjs';
import { CLI, REPOSITORY_ROOT } from './asp.mjs';
import { findMissing } from './find-missing.mjs';
import { ARGUMENT, COMMAND, PROJECT, PROMPT, TARGET } from './stage.mjs';

/** What the stand-in for the model asks the client to use, so that a skill and a server of the target are not only listed. */
const TOOLS = [
  { name: 'Skill', input: { skill: 'web-quality:accessibility' } },
  { name: 'mcp__project-facts__package_summary', input: {} },
];

const FLAGS = EVENT_FLAGS.map((flag) => `--extra-args=${flag}`);

/**
 * Starts the real client through asp and shows what it says it has loaded and done.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {{ client: string, found: string }} programs  the one to run, and the one that asp finds by itself
 * @param {readonly import('./find-missing.mjs').ExplainedSpace[]} loadOrder
 * @returns {Promise<{ result: 'seen' | 'missing', client: string, loaded: object, missing: string[] }>}
 */
export async function showClient({ tell, home, perform }, { client, found }, loadOrder) {
  const session = await perform(
    {
      step: 'Start the real Claude Code with exactly that; a script stands in for the model, no account, no network',
      command: `asp run ${TARGET} "${PROMPT}" --no-interactive ${FLAGS.join(' ')}`,
      done: ({ exitCode }) => `${relative(REPOSITORY_ROOT, client)} ended with ${exitCode ?? 'a signal'}`,
    },
    () =>
      runClientSession({
        command: process.execPath,
        args: [CLI, 'run', TARGET, PROMPT, '--no-interactive', ...FLAGS],
        cwd: PROJECT,
        turns: [{ tools: TOOLS }, 'Nothing is audited here: this model is a script.'],
        env: {
          ASP_HOME: home,
          ...(client === found ? {} : { ASP_CLAUDE_PATH: client }),
          // session-notes remembers the last commit inside .git; a demo leaves no trace there.
          GIT_CEILING_DIRECTORIES: join(REPOSITORY_ROOT, 'examples'),
        },
      }),
  );
  const { requests, toolResults, exitCode, init, hookEvents, stderr } = session;
  const expanded = requests[0]?.user.at(-1) ?? '';

  tell.line('\n   What the client says it loaded:\n');
  tell.output(formatInventory(session));
  tell.line(`\n   What "${PROMPT}" became for the model:\n`);
  tell.output(`${expanded.split('\n').slice(0, 6).join('\n')}\n…`);
  tell.line('\n   What the model asked the client to use:\n');
  tell.output(
    toolResults.map(({ tool, text }) => `${tool}: ${text.replace(/\s+/g, ' ').slice(0, 90)}`).join('\n'),
  );

  const missing = [
    ...findMissing(loadOrder, session),
    ...(expanded.startsWith(`What to audit: ${ARGUMENT}`) ? [] : [`/${COMMAND} was not expanded`]),
    ...TOOLS.filter(({ name }) => !toolResults.some(({ tool, isError }) => tool === name && !isError)).map(
      ({ name }) => `the tool ${name} did not work`,
    ),
    ...(exitCode === 0 ? [] : [`asp run did not succeed: ${stderr.trim()}`]),
  ];
  return {
    result: missing.length === 0 ? 'seen' : 'missing',
    client,
    loaded: { ...init, hooks: hookEvents.map(({ name, outcome }) => ({ name, outcome })) },
    missing,
  };
}
