import { refuseUndoingArguments } from './refuse-undoing-arguments';

export type SettingSource = 'user' | 'project' | 'local';

export interface ClaudeArguments {
  /** Absolute, in load order. */
  readonly pluginDirectories: readonly string[];
  /** An absolute path; given only where there are servers. */
  readonly mcpConfig?: string;
  /** The composed settings: an absolute path, or JSON in one object. */
  readonly settings: string;
  /** The settings of the machine that apply too; the empty set is full isolation. */
  readonly inherit: 'all' | ReadonlySet<SettingSource>;
  /** `[claude].args` of the target. */
  readonly args: readonly string[];
  /** What the user added; stronger than `args`, as the client takes the last of a flag. */
  readonly extraArgs: readonly string[];
  /** Empty is the same as none. Without one an interactive client waits, and a printing one reads its input. */
  readonly prompt?: string;
  /** false: print the answer and end (`-p`). */
  readonly interactive: boolean;
}

/** The order of the flags in seed 003 §8.2; the client itself does not mind. */
const SOURCES: readonly SettingSource[] = ['project', 'user', 'local'];

/**
 * The arguments of seed 003 §8.2. The prompt comes last behind `--`: `--mcp-config`, `--add-dir` and others take every word up to
 * the next flag, and a prompt may itself begin with a dash.
 *
 * @throws ClaudeInvocationError where an argument would undo the composed settings or the isolation
 */
export function buildClaudeArguments(spec: ClaudeArguments): string[] {
  const { pluginDirectories, mcpConfig, settings, inherit, args, extraArgs, prompt, interactive } = spec;
  const added = [...args, ...extraArgs];
  refuseUndoingArguments(added);
  return [
    ...pluginDirectories.flatMap((directory) => ['--plugin-dir', directory]),
    ...(mcpConfig === undefined ? [] : ['--mcp-config', mcpConfig]),
    ...(inherit === 'all'
      ? []
      : ['--setting-sources', SOURCES.filter((name) => inherit.has(name)).join(',')]),
    '--settings',
    settings,
    ...added,
    ...(interactive ? [] : ['-p']),
    ...(prompt ? ['--', interactive ? notASubcommand(prompt) : prompt] : []),
  ];
}

/**
 * Even behind `--` an interactive client takes a prompt that is the bare name of a subcommand ("doctor", "mcp") for that subcommand.
 * A space after the word keeps it a prompt, whatever subcommands the client may have.
 */
const notASubcommand = (prompt: string): string => (/^[a-z][a-z-]*$/i.test(prompt) ? `${prompt} ` : prompt);
