import { explain, type ExplainedSpace, type ExplainedTarget } from '@agent-spaces/engine';
import { inSession, printJson, projectOption, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import { renderWarnings } from '../render-warnings';
import type { Colors, Terminal } from '../terminal';

export async function explainCommand(
  terminal: Terminal,
  target: string | undefined,
  flags: CommonOptions & { readonly warnings?: boolean },
): Promise<number> {
  const explanation = await inSession(terminal, flags, (session) =>
    explain(session, { ...projectOption(flags), ...(target === undefined ? {} : { target }) }),
  );
  if (flags.json) {
    printJson(terminal, explanation);
    return EXIT.done;
  }
  const { out, outColors: colors, talk, talkColors } = terminal;
  out.write(`${colors.dim('project ')} ${explanation.project}\n`);
  const { registry, registryDirectory } = explanation;
  const here = registry.url === registryDirectory ? '' : `, here ${registryDirectory}`;
  out.write(`${colors.dim('registry')} ${registry.url}${here}\n`);
  out.write(
    `${colors.dim('lock    ')} ${explanation.generatedAt ? `made ${explanation.generatedAt}` : 'none yet; these are the pins an install would make'}\n`,
  );
  if (flags.warnings !== false) talk.write(renderWarnings(explanation.warnings, talkColors));
  for (const explained of explanation.targets)
    out.write(`\n${renderTarget(explained, colors, flags.warnings !== false)}`);
  return EXIT.done;
}

function renderTarget(target: ExplainedTarget, colors: Colors, withWarnings: boolean): string {
  const lines = [
    `${colors.bold(target.name)}${target.description ? `  ${target.description}` : ''}`,
    `  compose   ${target.compose.join(', ')}`,
    ...(target.current ? [] : [`  ${colors.yellow('not in the lock: this is what asp install would pin')}`]),
    `  env hash  ${target.envHash}`,
    '  load order',
    ...target.loadOrder.flatMap((space, index) =>
      renderSpace(space, index, colors).map((line) => `    ${line}`),
    ),
  ];
  const warnings = withWarnings ? renderWarnings(target.warnings, colors) : '';
  const indented = warnings.replace(/^(?=.)/gm, '  ');
  return `${lines.join('\n')}\n${indented}`;
}

function renderSpace(space: ExplainedSpace, index: number, colors: Colors): readonly string[] {
  const { plugin, resolvedFrom, components } = space;
  const number = String(index).padStart(3, '0');
  const from = resolvedFrom.tag
    ? `@${resolvedFrom.selector} → ${resolvedFrom.tag}`
    : `@${resolvedFrom.selector}`;
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ['pinned', [`${space.commit === 'dev' ? 'working copy' : space.commit}  ${from}`]],
    ['required by', space.requiredBy],
    ['commands', components.commands.map((name) => `/${name}`)],
    ['agents', components.agents],
    ['skills', components.skills],
    ['hooks', components.hooks],
    ['mcp', components.mcpServers],
    ['other', components.others],
  ];
  const name = plugin.name === space.id ? space.id : `${space.id} ${colors.dim(`(plugin ${plugin.name})`)}`;
  return [
    `${colors.dim(number)} ${colors.cyan(name)} ${plugin.version ?? ''}`,
    ...facts
      .filter(([, values]) => values.length)
      .map(([label, values]) => `    ${colors.dim(label.padEnd(11))} ${values.join(', ')}`),
  ];
}
