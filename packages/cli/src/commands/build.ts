import { build } from '@agent-spaces/engine';
import { inSession, projectOption, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import { line } from '../line';
import { renderWarnings } from '../render-warnings';
import type { Terminal } from '../terminal';

export interface BuildFlags extends CommonOptions {
  readonly output: string;
  readonly dryRun?: boolean;
  readonly warnings?: boolean;
}

export async function buildCommand(
  terminal: Terminal,
  target: string | undefined,
  flags: BuildFlags,
): Promise<number> {
  const result = await inSession(terminal, flags, (session) =>
    build(session, {
      ...projectOption(flags),
      ...(target === undefined ? {} : { target }),
      output: flags.output,
      dryRun: flags.dryRun === true,
    }),
  );
  const { bundle, directory, built } = result;
  if (flags.json) {
    terminal.out.printJson({
      result: flags.dryRun ? 'planned' : 'built',
      target: result.target,
      directory,
      changed: built || !bundle,
      ...(bundle
        ? {
            plugins: bundle.pluginDirectories,
            ...(bundle.mcpConfig ? { mcp: bundle.mcpConfig } : {}),
            settings: bundle.settings,
          }
        : {}),
      warnings: result.warnings,
    });
    return EXIT.done;
  }
  const { out, talk, outColors: colors, talkColors } = terminal;
  if (flags.warnings !== false) talk.print(...renderWarnings(result.warnings, talkColors));
  if (!bundle) out.print(line`Would build ${result.target} into ${directory}.`);
  else
    out.print(
      line`${built ? colors.green('✔') : colors.dim('=')} ${colors.bold(result.target)}  ${directory}`,
    );
  return EXIT.done;
}
