import { install, type InstallResult } from '@agent-spaces/engine';
import { inSession, projectOption, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import { line } from '../line';
import { renderChanges } from '../render-changes';
import { renderTargetWarnings, renderWarnings } from '../render-warnings';
import type { Terminal } from '../terminal';

export interface InstallFlags extends CommonOptions {
  readonly targets?: readonly string[];
  readonly update?: boolean;
  readonly frozen?: boolean;
  readonly dryRun?: boolean;
  readonly verify?: boolean;
  readonly warnings?: boolean;
}

export async function installCommand(
  terminal: Terminal,
  named: readonly string[],
  flags: InstallFlags,
): Promise<number> {
  const targets = [...named, ...(flags.targets ?? [])];
  const result = await inSession(terminal, flags, (session) =>
    install(session, {
      ...projectOption(flags),
      ...(targets.length ? { targets } : {}),
      update: flags.update === true,
      frozen: flags.frozen === true,
      dryRun: flags.dryRun === true,
      verify: flags.verify === true,
    }),
  );
  if (flags.json) terminal.out.printJson(documentOf(result));
  else print(terminal, result, flags);
  return result.kind === 'drift' ? EXIT.drift : EXIT.done;
}

function print(terminal: Terminal, result: InstallResult, flags: InstallFlags): void {
  const { out, talk, outColors: colors, talkColors } = terminal;
  switch (result.kind) {
    case 'drift':
      talk.print(
        line`${talkColors.red('drift')} ${
          result.project.lock
            ? 'asp-lock.json is not what asp-targets.toml asks for'
            : 'there is no asp-lock.json'
        }; --frozen changes nothing.`,
        ...renderChanges(result.changes, talkColors),
        line`  ${talkColors.dim('→')} Run asp install and commit asp-lock.json.`,
      );
      return;
    case 'planned':
      if (flags.warnings !== false) talk.print(...renderWarnings(result.warnings, talkColors));
      if (!result.changes.length && !result.compose.length && !result.damaged.length) {
        out.print(line`Everything is up to date.`);
        return;
      }
      out.print(...renderChanges(result.changes, colors));
      if (result.compose.length) out.print(line`Would compose ${result.compose.join(', ')}.`);
      out.print(
        ...result.damaged.map(({ from, message }) => line`Would rebuild from the ${from}: ${message}`),
      );
      return;
    case 'installed':
      break;
  }
  if (flags.warnings !== false) {
    const named = result.targets.map(({ name, bundle }) => ({ name, warnings: bundle.warnings }));
    talk.print(...renderTargetWarnings(named, talkColors));
  }
  out.print(
    ...renderChanges(
      result.changes.filter(({ kind }) => kind !== 'target-added'),
      colors,
    ),
  );
  for (const { name, bundle, composed } of result.targets) {
    const count = bundle.pluginDirectories.length;
    const parts = [`${count} ${count === 1 ? 'plugin' : 'plugins'}`, ...(bundle.mcpConfig ? ['MCP'] : [])];
    const state = composed ? colors.green('✔') : colors.dim('=');
    out.print(line`${state} ${colors.bold(name)}  ${parts.join(', ')}  ${colors.dim(bundle.directory)}`);
  }
  for (const name of result.removed) out.print(line`${colors.red('-')} ${name}`);
}

function documentOf(result: InstallResult): unknown {
  const project = result.project.root;
  switch (result.kind) {
    case 'drift':
      return { result: 'drift', project, changes: result.changes };
    case 'planned':
      return {
        result: 'planned',
        project,
        changes: result.changes,
        compose: result.compose,
        damaged: result.damaged,
        warnings: result.warnings,
      };
    case 'installed':
      return {
        result: 'installed',
        project,
        lock: result.project.paths.lock,
        changes: result.changes,
        removed: result.removed,
        targets: result.targets.map(({ name, bundle, composed }) => ({
          name,
          composed,
          directory: bundle.directory,
          plugins: bundle.pluginDirectories,
          ...(bundle.mcpConfig ? { mcp: bundle.mcpConfig } : {}),
          settings: bundle.settings,
          envHash: result.lock.targets.get(name)?.envHash,
          warnings: bundle.warnings,
        })),
      };
  }
}
