import { explain, type ExplainedSpace, type ExplainedTarget } from '@agent-spaces/engine';
import { inSession, projectOption, type CommonOptions } from '../command';
import { EXIT } from '../exit';
import type { Colors } from '../colors';
import { line, prose, type Line } from '../line';
import { renderWarnings } from '../render-warnings';
import type { Terminal } from '../terminal';

export async function explainCommand(
  terminal: Terminal,
  target: string | undefined,
  flags: CommonOptions & { readonly warnings?: boolean },
): Promise<number> {
  const explanation = await inSession(terminal, flags, (session) =>
    explain(session, { ...projectOption(flags), ...(target === undefined ? {} : { target }) }),
  );
  if (flags.json) {
    terminal.out.printJson(explanation);
    return EXIT.done;
  }
  const { out, outColors: colors, talk, talkColors } = terminal;
  const { registry, registryDirectory, generatedAt } = explanation;
  const here = registry.url === registryDirectory ? '' : `, here ${registryDirectory}`;
  const lock = generatedAt ? `made ${generatedAt}` : 'none yet; these are the pins an install would make';
  out.print(
    line`${colors.dim('project ')} ${explanation.project}`,
    line`${colors.dim('registry')} ${registry.url}${here}`,
    line`${colors.dim('lock    ')} ${lock}`,
  );
  if (flags.warnings !== false) talk.print(...renderWarnings(explanation.warnings, talkColors));
  for (const explained of explanation.targets)
    out.print(line``, ...renderTarget(explained, colors, flags.warnings !== false));
  return EXIT.done;
}

function renderTarget(target: ExplainedTarget, colors: Colors, withWarnings: boolean): readonly Line[] {
  const warnings = withWarnings ? renderWarnings(target.warnings, colors) : [];
  return [
    line`${colors.bold(target.name)}${target.description ? `  ${prose(target.description)}` : ''}`,
    line`  compose   ${target.compose.join(', ')}`,
    ...(target.current
      ? []
      : [line`  ${colors.yellow('not in the lock like this: it is what asp install would write')}`]),
    line`  env hash  ${target.envHash}`,
    line`  load order`,
    ...target.loadOrder.flatMap((space, index) =>
      renderSpace(space, index, colors).map((each) => line`    ${each}`),
    ),
    ...warnings.map((each) => line`  ${each}`),
  ];
}

function renderSpace(space: ExplainedSpace, index: number, colors: Colors): readonly Line[] {
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
  const name =
    plugin.name === space.id ? space.id : line`${space.id} ${colors.dim(`(plugin ${plugin.name})`)}`;
  return [
    line`${colors.dim(number)} ${colors.cyan(name)} ${plugin.version ?? ''}`,
    ...facts
      .filter(([, values]) => values.length)
      .map(([label, values]) => line`    ${colors.dim(label.padEnd(11))} ${values.join(', ')}`),
  ];
}
