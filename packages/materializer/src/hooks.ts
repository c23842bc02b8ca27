import {
  createSource,
  GitError,
  isAspError,
  isRecord,
  locate,
  parseJson,
  printable,
  StoreError,
} from '@agent-spaces/core';
import type { ConfigValidationError, Source, SourceLocation, SpaceContent } from '@agent-spaces/core';
import { checkAction } from './hook-actions';
import { HOOK_EVENTS } from './hook-events';
import { translateHooksToml } from './hooks-toml';
import { invalidConfig } from './invalid-config';
import { scriptsNamedIn } from './plugin-root';
import { hasParentSegment, pathWithin } from './space-path';
import { openSpaceTree } from './space-tree';

export const HOOKS_JSON = 'hooks/hooks.json';
export const HOOKS_TOML = 'hooks/hooks.toml';

export interface HookScript {
  /** As the configuration has it. */
  readonly written: string;
  /** Relative to the space; undefined if it leads out of the space. */
  readonly path: string | undefined;
  readonly usesParent: boolean;
  /** False for an argument, as in `node <script>`: that one needs no execute permission. */
  readonly startsCommand: boolean;
}

export interface Hook {
  readonly event: string;
  readonly matcher?: string;
  /** One of the client's hook types; `command` for a script of the array form. */
  readonly type: string;
  readonly command?: string;
  readonly scripts: readonly HookScript[];
  /** `file` is relative to the space. */
  readonly location: SourceLocation;
}

export type HooksConfig =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'invalid';
      /** Relative to the space: the file, or `hooks` if that is what is missing. */
      readonly file: string;
      readonly reason: string;
      readonly location?: SourceLocation;
      readonly hint?: string;
    }
  | {
      readonly kind: 'ok';
      readonly file: string;
      /** `{"hooks": [{event, script}]}`, which older tools wrote and which the client refuses. */
      readonly legacy: boolean;
      readonly hooks: readonly Hook[];
      /** The hooks.json the client gets, where the space has only hooks.toml. */
      readonly generated?: string;
    };

const FORM =
  'Write {"hooks": {"<Event>": [{"matcher": "…", "hooks": [{"type": "command", "command": "…"}]}]}}.';

/** The hooks of a space in the client's terms (seed 003 §7.2). A broken configuration is an answer, not an exception. */
export async function readHooks(content: SpaceContent): Promise<HooksConfig> {
  const tree = openSpaceTree(content);
  try {
    const files = new Set((await tree.filesUnder('hooks')).map(({ path }) => path));
    if (files.size === 0) return { kind: 'none' };

    const text = async (path: string): Promise<string | undefined> => {
      const found = await tree.find(path);
      return found && (await content.read(found.file.path)).toString('utf8');
    };
    const paths = new Set(content.files.map(({ path }) => path));
    const isFile = (path: string): boolean => files.has(path) || paths.has(path);

    const json = await text(HOOKS_JSON);
    if (json !== undefined) {
      const source = createSource('json', json, HOOKS_JSON);
      const document = parseJson(json, HOOKS_JSON);
      const { hooks: table, description } = isRecord(document) ? document : {};
      if (json.startsWith(BOM))
        throw rejected(source, [], 'The file begins with a byte order mark', 'Save it as UTF-8 without one.');
      if (description !== undefined && typeof description !== 'string')
        throw rejected(source, ['description'], 'The description is not a string', 'Write it as a string.');
      // Finding a position means parsing the text again, so only who reports a hook pays for it.
      const place = (path: readonly string[]): SourceLocation => locate(source, path, 'value');
      return Array.isArray(table)
        ? { kind: 'ok', file: HOOKS_JSON, legacy: true, hooks: fromArray(table, source, place) }
        : { kind: 'ok', file: HOOKS_JSON, legacy: false, hooks: fromTable(table, source, place, isFile) };
    }

    const toml = await text(HOOKS_TOML);
    if (toml !== undefined) {
      const translated = translateHooksToml(createSource('toml', toml, HOOKS_TOML));
      const generated = `${JSON.stringify(translated, null, 2)}\n`;
      const source = createSource('json', generated, HOOKS_TOML);
      const hooks = fromTable(translated.hooks, source, () => ({ file: HOOKS_TOML }), isFile);
      return { kind: 'ok', file: HOOKS_TOML, legacy: false, hooks, generated };
    }
    return {
      kind: 'invalid',
      file: 'hooks',
      reason: 'hooks/ has neither hooks.json nor hooks.toml, so no hook of it runs',
      hint: `Add ${HOOKS_JSON}, or move scripts that are not hooks to scripts/.`,
    };
  } catch (error) {
    // A file that cannot be had says nothing of what is written in it.
    if (!isAspError(error) || error instanceof StoreError || error instanceof GitError) throw error;
    const file = error.location?.file ?? HOOKS_JSON;
    return {
      kind: 'invalid',
      file,
      reason: error.message,
      ...(error.location ? { location: error.location } : {}),
      ...(error.hint ? { hint: error.hint } : {}),
    };
  }
}

type Place = (path: readonly string[]) => SourceLocation;

const BOM = '\uFEFF';

/** What the client does not forgive: for one such fault it loads none of the plugin's hooks. */
const rejected = (source: Source, at: readonly string[], what: string, hint: string): ConfigValidationError =>
  invalidConfig(source, at, `${what}, so the client rejects the file and none of its hooks runs`, hint);

function fromTable(
  table: unknown,
  source: Source,
  place: Place,
  isFile: (path: string) => boolean,
): readonly Hook[] {
  if (!isRecord(table)) throw rejected(source, [], 'The file has no "hooks" object', FORM);

  return Object.entries(table).flatMap(([event, groups]) => {
    const at = ['hooks', event];
    if (!HOOK_EVENTS.has(event)) {
      const hint = `The events are: ${[...HOOK_EVENTS].join(', ')}.`;
      throw rejected(source, at, `The client knows no hook event "${printable(event)}"`, hint);
    }
    if (!Array.isArray(groups)) throw rejected(source, at, `The hooks of ${event} are not a list`, FORM);

    return groups.flatMap((group: unknown, index) => {
      const groupAt = [...at, String(index)];
      if (!isRecord(group)) throw rejected(source, groupAt, `An entry of ${event} is not an object`, FORM);
      const { matcher, hooks } = group;
      if (matcher !== undefined && typeof matcher !== 'string')
        throw rejected(source, [...groupAt, 'matcher'], `A matcher of ${event} is not a string`, FORM);
      if (!Array.isArray(hooks))
        throw rejected(source, groupAt, `An entry of ${event} has no "hooks" list`, FORM);

      return hooks.map((action: unknown, position): Hook => {
        const actionAt = [...groupAt, 'hooks', String(position)];
        if (!isRecord(action)) throw rejected(source, actionAt, `A hook of ${event} is not an object`, FORM);
        const checked = checkAction(action);
        if (checked.kind === 'rejected') {
          const { field, what, hint } = checked.fault;
          const faultAt = field === undefined ? actionAt : [...actionAt, field];
          throw rejected(source, faultAt, `The ${event} hook ${what}`, hint);
        }
        const { type, command } = checked;
        return {
          event,
          ...(matcher === undefined ? {} : { matcher }),
          type,
          ...(command === undefined ? {} : { command }),
          scripts: command === undefined ? [] : scriptsNamedIn(command, isFile),
          get location() {
            return place(actionAt);
          },
        };
      });
    });
  });
}

const fromArray = (items: readonly unknown[], source: Source, place: Place): readonly Hook[] =>
  items.map((item, index) => {
    const at = ['hooks', String(index)];
    const { event, script } = isRecord(item) ? item : {};
    if (typeof event !== 'string' || typeof script !== 'string') {
      throw invalidConfig(source, at, 'A hook has no "event" and "script"', FORM);
    }
    return {
      event,
      type: 'command',
      scripts: [
        {
          written: script,
          path: pathWithin('hooks', script),
          usesParent: hasParentSegment(script),
          startsCommand: true,
        },
      ],
      get location() {
        return place(at);
      },
    };
  });
