import type { ClaudeOptions, SpaceId, SpaceSettings } from '@agent-spaces/core';
import { clientRule } from './client-tools';

/** The settings file of a target, as far as we write one (seed 003 §7.4). */
export interface ClaudeSettings {
  readonly model?: string;
  readonly permissions: {
    readonly allow?: readonly string[];
    readonly deny?: readonly string[];
    readonly additionalDirectories?: readonly string[];
    readonly defaultMode?: string;
  };
  readonly env?: Readonly<Record<string, string>>;
  readonly autoMemoryEnabled: false;
}

export interface SettingsOptions {
  /** `[claude]` of the project and the target, merged; the target wins. */
  readonly claude: ClaudeOptions;
  /** Absolute path of the directory that holds the target's plugins. */
  readonly pluginsDirectory: string;
}

/** A permission rule whose tool the client would not have known by the written name. */
export interface RenamedTool {
  readonly space: SpaceId;
  readonly from: string;
  readonly to: string;
}

/**
 * The settings of the spaces in load order, then the project's own word. Two things are added: skills may read the files beside
 * them, and the user's auto-memory stays out, which `--setting-sources ""` alone does not achieve (facts/claude-client.md).
 */
export function composeSettings(
  spaces: readonly { readonly id: SpaceId; readonly settings: SpaceSettings | undefined }[],
  { claude, pluginsDirectory }: SettingsOptions,
): { readonly settings: ClaudeSettings; readonly renamedTools: readonly RenamedTool[] } {
  const rules = (kind: 'allow' | 'deny'): { space: SpaceId; from: string; to: string }[] =>
    spaces.flatMap(({ id, settings }) =>
      (settings?.permissions?.[kind] ?? []).map((from) => ({ space: id, from, to: clientRule(from) })),
    );
  const allowed = rules('allow');
  const denied = rules('deny');

  const reading = readAccess(pluginsDirectory);
  const allow = [...new Set([...allowed.map(({ to }) => to), ...(reading.allow ?? [])])];
  const deny = [...new Set(denied.map(({ to }) => to))];
  const env = spaces.flatMap(({ settings }) => Object.entries(settings?.env ?? {}));
  const model =
    claude.model ?? spaces.findLast(({ settings }) => settings?.model !== undefined)?.settings?.model;

  return {
    settings: {
      ...(model === undefined ? {} : { model }),
      permissions: {
        ...(allow.length === 0 ? {} : { allow }),
        ...(deny.length === 0 ? {} : { deny }),
        ...(reading.additionalDirectories ? { additionalDirectories: reading.additionalDirectories } : {}),
        ...(claude.permission_mode === undefined ? {} : { defaultMode: claude.permission_mode }),
      },
      ...(env.length === 0 ? {} : { env: Object.fromEntries(env) }),
      autoMemoryEnabled: false,
    },
    renamedTools: [...allowed, ...denied].filter(({ from, to }) => from !== to),
  };
}

// Only a backslash cannot be written in a rule; brackets and parentheses can, behind one (measured with the client).
const UNWRITABLE = /\\/;
const ESCAPED = /[[\]()]/g;

function readAccess(
  directory: string,
): Pick<ClaudeSettings['permissions'], 'allow' | 'additionalDirectories'> {
  // The client writes C:\work as /c/work.
  const path = directory.replace(
    /^([A-Za-z]):[\\/].*$/s,
    (windows, drive: string) => `/${drive.toLowerCase()}${windows.slice(2).replaceAll('\\', '/')}`,
  );
  return UNWRITABLE.test(path)
    ? { additionalDirectories: [directory] }
    : { allow: [`Read(/${path.replace(/\/+$/, '').replace(ESCAPED, '\\$&')}/**)`] };
}
