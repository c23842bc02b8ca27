import {
  closest,
  ConfigError,
  HOOK_EVENTS,
  isRecord,
  parseJson,
  printable,
  setJsonValue,
} from '@agent-spaces/core';
import type { AddedComponent } from './add-skill';
import { componentName, kebabCase } from './component-name';
import { oneLine } from './one-line';
import { newFile, readTreeText, writeFiles, type PlannedFile } from './planned-files';
import { openSpace, type SpaceAddress, type SpaceInTree } from './spaces-in-tree';
import { hookScriptText } from './templates/hook-script';
import type { ScaffoldTree } from './tree';

/** What the script is written in: POSIX shell, or JavaScript for the Node that is on PATH. */
export type HookScriptLanguage = 'sh' | 'node';

export interface HookOptions {
  /** One of `HOOK_EVENTS`. */
  readonly event: string;
  /** A regular expression over what the event is about, which is the tool's name for tool events; all of it without one. */
  readonly matcher?: string;
  /** Of the script, kebab-case; the event's unless given. */
  readonly name?: string;
  readonly language?: HookScriptLanguage;
  /** Seconds after which the client stops it. */
  readonly timeout?: number;
}

export interface AddedHook extends AddedComponent {
  readonly event: string;
  /** From the tree's root; it is executable, and has to be committed so. */
  readonly script: string;
}

/**
 * Adds a script to a space and an entry that runs it to `hooks/hooks.json` (seed 003 §7.2).
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function addHook(tree: ScaffoldTree, options: SpaceAddress & HookOptions): AddedHook {
  const space = openSpace(tree, options);
  const event = hookEvent(options.event);
  const matcher = options.matcher === undefined ? undefined : hookMatcher(options.matcher);
  const name = componentName('hook', options.name ?? kebabCase(event));
  const language = options.language ?? 'sh';
  const script = newFile(
    tree,
    {
      path: `${space.directory}/hooks/${name}.${language === 'node' ? 'mjs' : 'sh'}`,
      text: hookScriptText(language, { event, matcher, pluginName: space.pluginName }),
      executable: true,
    },
    'Choose another name for the hook.',
  );
  // In quotes, because the plugin's directory may have a space in its name.
  const path = `"\${CLAUDE_PLUGIN_ROOT}/hooks/${name}.${language === 'node' ? 'mjs' : 'sh'}"`;
  const action = {
    type: 'command',
    command: language === 'node' ? `node ${path}` : path,
    ...(options.timeout === undefined ? {} : { timeout: hookTimeout(options.timeout) }),
  };
  const group = { ...(matcher === undefined ? {} : { matcher }), hooks: [action] };
  const files = [withHook(tree, space, event, group), script];
  return {
    space: space.id,
    name,
    qualifiedName: event,
    event,
    script: script.path,
    files: writeFiles(tree, files),
  };
}

function withHook(tree: ScaffoldTree, space: SpaceInTree, event: string, group: object): PlannedFile {
  const path = `${space.directory}/hooks/hooks.json`;
  const toml = `${space.directory}/hooks/hooks.toml`;
  const before = readTreeText(tree, path);
  if (before === undefined) {
    if (tree.isFile(toml)) {
      throw new ConfigError(`The hooks of ${space.id} are in ${toml}, which a hooks.json would replace.`, {
        location: { file: toml },
        hint: `Write the hook there, or move all of them to ${path}.`,
      });
    }
    return { path, text: `${JSON.stringify({ hooks: { [event]: [group] } }, null, 2)}\n` };
  }
  const hooks = hooksOf(before, path);
  const groups = Object.hasOwn(hooks, event) ? hooks[event] : undefined;
  return {
    path,
    text: groups
      ? setJsonValue(before, ['hooks', event, String(groups.length)], group)
      : setJsonValue(before, ['hooks', event], [group]),
  };
}

/** The table of a hooks.json that the client would load. */
function hooksOf(text: string, file: string): Readonly<Record<string, readonly unknown[]>> {
  const refuse = (what: string, hint: string): never => {
    throw new ConfigError(`${file} ${what}, so the client loads no hook of it.`, {
      location: { file },
      hint,
    });
  };
  if (text.startsWith('\uFEFF')) refuse('begins with a byte order mark', 'Save it as UTF-8 without one.');
  const document = parseJson(text, file);
  const hooks = isRecord(document) ? document['hooks'] : undefined;
  if (!isTableOfLists(hooks)) {
    return refuse(
      'is not in the form {"hooks": {"<Event>": [{"hooks": [{"type": "command", "command": "…"}]}]}}',
      'Bring it into that form first.',
    );
  }
  return hooks;
}

const isTableOfLists = (value: unknown): value is Readonly<Record<string, readonly unknown[]>> =>
  isRecord(value) && Object.values(value).every(Array.isArray);

function hookEvent(text: string): string {
  if (HOOK_EVENTS.has(text)) return text;
  const near = closest(HOOK_EVENTS, text);
  throw new ConfigError(`The client knows no hook event "${printable(text)}".`, {
    hint: near ? `Did you mean "${near}"?` : `The events are: ${[...HOOK_EVENTS].join(', ')}.`,
  });
}

function hookMatcher(text: string): string {
  const matcher = oneLine('The matcher', text, 500);
  try {
    new RegExp(matcher);
  } catch (cause) {
    // The client takes this one for "everything".
    if (matcher === '*') return matcher;
    throw new ConfigError(`The matcher "${printable(matcher)}" is not a regular expression.`, {
      hint: 'Write names with | between them, for example Edit|Write.',
      cause,
    });
  }
  return matcher;
}

function hookTimeout(seconds: number): number {
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new ConfigError('The timeout of a hook must be a number of seconds above 0.', {
    hint: 'For example 10.',
  });
}
