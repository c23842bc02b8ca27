import { isRecord, parseToml, printable } from '@agent-spaces/core';
import type { Source, UnknownRecord } from '@agent-spaces/core';
import { isTimeout } from './hook-actions';
import { HOOK_EVENTS, TOOL_EVENTS } from './hook-events';
import { invalidConfig } from './invalid-config';
import { isStringArray } from './json';
import { quotedPluginPath } from './plugin-root';
import { pathWithin } from './space-path';

/** hooks.json as the client reads it. */
export interface ClientHooks {
  readonly hooks: Readonly<Record<string, readonly ClientHookGroup[]>>;
}

export interface ClientHookGroup {
  readonly matcher?: string;
  readonly hooks: readonly ClientHookCommand[];
}

export interface ClientHookCommand {
  readonly type: 'command';
  readonly command: string;
  readonly timeout?: number;
}

/**
 * `hooks/hooks.toml`, the harness-neutral form found in the wild, in the client's form:
 *
 *     [[hook]]
 *     event = "pre_tool_use"        # or the client's own name, PreToolUse
 *     script = "hooks/check.sh"     # a file of the space; or command = "…", a shell command
 *     tools = ["Bash", "Write"]     # or matcher = "Bash|Write"; all tools if neither is given
 *     timeout = 30                  # seconds, optional
 *     harness = "claude"            # optional: an entry for another harness is left out
 *
 * `blocking` is accepted and needs no translation: in this client a hook blocks by its exit code. Throws ConfigParseError and
 * ConfigValidationError.
 */
export function translateHooksToml(source: Source): ClientHooks {
  const document = parseToml(source.text, source.file);
  const entries = isRecord(document) ? document['hook'] : undefined;
  if (!Array.isArray(entries)) throw invalidConfig(source, [], 'The file has no [[hook]]');

  const events = new Map<string, Map<string | undefined, ClientHookCommand[]>>();
  for (const [index, entry] of entries.entries()) {
    const at = ['hook', String(index)];
    if (!isRecord(entry)) throw invalidConfig(source, at, 'A hook is not a table');
    if (entry['harness'] !== undefined && entry['harness'] !== 'claude') continue;

    const event = eventOf(entry, source, at);
    const groups = events.get(event) ?? new Map<string | undefined, ClientHookCommand[]>();
    events.set(event, groups);
    const matcher = matcherOf(entry, event, source, at);
    const commands = groups.get(matcher) ?? [];
    groups.set(matcher, commands);
    commands.push(commandOf(entry, source, at));
  }

  const hooks = [...events].map(([event, groups]): [string, ClientHookGroup[]] => [
    event,
    [...groups].map(([matcher, commands]) => ({
      ...(matcher === undefined ? {} : { matcher }),
      hooks: commands,
    })),
  ]);
  return { hooks: Object.fromEntries(hooks) };
}

function eventOf(entry: UnknownRecord, source: Source, at: readonly string[]): string {
  const written = entry['event'];
  if (typeof written !== 'string') throw invalidConfig(source, at, 'A hook has no event');
  const event = written
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
  if (!HOOK_EVENTS.has(event)) {
    const known = [...HOOK_EVENTS]
      .map((name) => name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase())
      .join(', ');
    throw invalidConfig(
      source,
      [...at, 'event'],
      `The client has no hook event "${printable(written)}"`,
      `The events are: ${known}.`,
    );
  }
  return event;
}

function matcherOf(
  entry: UnknownRecord,
  event: string,
  source: Source,
  at: readonly string[],
): string | undefined {
  const { matcher, tools } = entry;
  if (matcher !== undefined) {
    if (typeof matcher !== 'string')
      throw invalidConfig(source, [...at, 'matcher'], 'A matcher is not a string');
    return matcher;
  }
  if (tools !== undefined && !isStringArray(tools))
    throw invalidConfig(source, [...at, 'tools'], 'tools is not a list of names');
  if (!TOOL_EVENTS.has(event)) return undefined;
  return tools === undefined || tools.length === 0 || tools.includes('*') ? '*' : tools.join('|');
}

function commandOf(entry: UnknownRecord, source: Source, at: readonly string[]): ClientHookCommand {
  const { script, command, timeout } = entry;
  if (timeout !== undefined && !isTimeout(timeout))
    throw invalidConfig(source, [...at, 'timeout'], 'timeout is not a number of seconds above 0');
  const limit = timeout === undefined ? {} : { timeout };
  if (typeof script === 'string' && command === undefined) {
    const path = pathWithin('', script);
    if (path === undefined)
      throw invalidConfig(
        source,
        [...at, 'script'],
        `The hook script "${printable(script)}" is outside the space`,
      );
    return { type: 'command', command: quotedPluginPath(path), ...limit };
  }
  if (typeof command === 'string' && script === undefined) return { type: 'command', command, ...limit };
  throw invalidConfig(
    source,
    at,
    'A hook needs either script (a file of the space) or command (a shell command)',
  );
}
