import type { HookScriptLanguage } from '../add-hook';

/** What exit code 2 does at an event, and what becomes of standard output; from the client's documentation. */
function effectsOf(event: string): readonly string[] {
  const objection = OBJECTIONS.get(event);
  return [
    CONTEXT_EVENTS.has(event)
      ? 'Exit 0: go on; what is printed becomes context of the session.'
      : 'Exit 0: go on.',
    ...(objection === undefined ? [] : [`Exit 2: ${objection}.`]),
    'Any other exit: the session goes on, and standard error is shown to the user.',
  ];
}

const CONTEXT_EVENTS: ReadonlySet<string> = new Set(['SessionStart', 'UserPromptSubmit']);

const OBJECTIONS: ReadonlyMap<string, string> = new Map([
  ['PreToolUse', 'the tool is not used, and standard error tells the model why'],
  ['PermissionRequest', 'the permission is denied'],
  ['PostToolUse', 'standard error is told to the model, which has used the tool already'],
  ['UserPromptSubmit', 'the prompt is dropped, and standard error tells the user why'],
  ['Stop', 'the agent goes on, and standard error tells it what is left to do'],
  ['SubagentStop', 'the agent goes on, and standard error tells it what is left to do'],
]);

export interface HookScriptFacts {
  readonly event: string;
  readonly matcher: string | undefined;
  readonly pluginName: string;
}

/** A script that runs, does nothing yet, and says what it may do. */
export const hookScriptText = (language: HookScriptLanguage, facts: HookScriptFacts): string =>
  language === 'node' ? nodeText(facts) : shellText(facts);

function commentsOf({ event, matcher, pluginName }: HookScriptFacts): readonly string[] {
  const when = matcher === undefined ? event : `${event} (${matcher})`;
  return [
    `${when}, for the plugin ${pluginName}.`,
    'Standard input is one JSON object about the event: session_id, cwd, hook_event_name and what belongs to the event.',
    ...effectsOf(event),
  ];
}

const shellText = (facts: HookScriptFacts): string =>
  `#!/bin/sh
${commentsOf(facts)
  .map((line) => `# ${line}\n`)
  .join(
    '',
  )}# CLAUDE_PROJECT_DIR is the project, CLAUDE_PLUGIN_ROOT the copy of this space that the session loaded.
set -u
# Not with -e: the exit code of a command that fails may happen to be 2.
cd "\${CLAUDE_PROJECT_DIR:-.}" || exit 1

# Read whole even where it is not needed: the client may still be writing it.
event=$(cat)

# A field of it, where jq is at hand: printf '%s' "$event" | jq -r '.tool_input.file_path // empty'
: "$event"

exit 0
`;

const nodeText = (facts: HookScriptFacts): string =>
  `#!/usr/bin/env node
${commentsOf(facts)
  .map((line) => `// ${line}\n`)
  .join(
    '',
  )}// CLAUDE_PROJECT_DIR is the project, CLAUDE_PLUGIN_ROOT the copy of this space that the session loaded.
import { text } from 'node:stream/consumers';

const event = JSON.parse(await text(process.stdin));
process.chdir(process.env.CLAUDE_PROJECT_DIR ?? event.cwd ?? '.');

// A field of it: event.tool_input?.file_path

process.exitCode = 0;
`;
