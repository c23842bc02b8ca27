import { registryAround, run, type PreparedLaunch } from '@agent-spaces/engine';
import { inSession, projectOption, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import { renderChanges } from '../render-changes';
import { renderWarnings } from '../render-warnings';
import type { Terminal } from '../terminal';

export interface RunFlags extends CommonOptions {
  readonly dryRun?: boolean;
  readonly interactive?: boolean;
  readonly warnings?: boolean;
  readonly inheritAll?: boolean;
  readonly inheritProject?: boolean;
  readonly inheritUser?: boolean;
  readonly inheritLocal?: boolean;
  readonly settings?: string;
  readonly extraArgs?: readonly string[];
  readonly force?: boolean;
}

const SOURCES = [
  ['project', 'inheritProject'],
  ['user', 'inheritUser'],
  ['local', 'inheritLocal'],
] as const;

export async function runCommand(
  terminal: Terminal,
  subject: string,
  prompt: string | undefined,
  flags: RunFlags,
): Promise<number> {
  const registry =
    flags.registry ?? (subject.startsWith('space:') ? undefined : registryAround(subject, terminal.cwd));
  const result = await inSession(
    terminal,
    { ...flags, ...(registry ? { registry } : {}) },
    (session, stopProgress) =>
      run(session, {
        ...projectOption(flags),
        subject,
        ...(prompt === undefined ? {} : { prompt }),
        interactive: flags.interactive !== false,
        dryRun: flags.dryRun === true,
        inherit: flags.inheritAll
          ? 'all'
          : new Set(SOURCES.filter(([, flag]) => flags[flag]).map(([source]) => source)),
        ...(flags.settings === undefined ? {} : { settings: flags.settings }),
        extraArgs: flags.extraArgs ?? [],
        force: flags.force === true,
        onReady: (launch) => {
          stopProgress();
          if (!flags.json) terminal.talk.print(...renderChanges(launch.changes, terminal.talkColors));
          if (flags.warnings !== false && !flags.json) {
            terminal.talk.print(...renderWarnings(launch.warnings, terminal.talkColors));
          }
        },
      }),
  );
  if (result.kind === 'exited') return result.exitCode;
  if (flags.json) terminal.out.printJson(documentOf(result.launch));
  else terminal.out.printVerbatim(result.launch.command);
  return EXIT.done;
}

const documentOf = ({
  mode,
  subject,
  claude,
  arguments: args,
  command,
  cwd,
  bundle,
  warnings,
  changes,
}: PreparedLaunch): unknown => ({
  result: 'planned',
  mode,
  subject,
  claude: claude.path,
  arguments: args,
  command,
  cwd,
  directory: bundle.directory,
  plugins: bundle.pluginDirectories,
  ...(bundle.mcpConfig ? { mcp: bundle.mcpConfig } : {}),
  settings: bundle.settings,
  changes,
  warnings,
});
