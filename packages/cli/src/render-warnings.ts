import { place } from '@agent-spaces/core';
import type { LintWarning } from '@agent-spaces/engine';
import type { Colors } from './colors';
import { line, textOf, type Line } from './line';

export function renderWarnings(warnings: readonly LintWarning[], colors: Colors): readonly Line[] {
  return warnings.flatMap((warning) => renderWarning(warning, colors));
}

/** The warnings of several targets: what is said of more than one is said once, under all their names. */
export function renderTargetWarnings(
  targets: readonly { readonly name: string; readonly warnings: readonly LintWarning[] }[],
  colors: Colors,
): readonly Line[] {
  const shared = new Map<string, { readonly names: string[]; readonly lines: readonly Line[] }>();
  for (const { name, warnings } of targets) {
    for (const lines of warnings.map((warning) => renderWarning(warning, colors))) {
      const text = lines.map(textOf).join('\n');
      const known = shared.get(text);
      if (known) known.names.push(name);
      else shared.set(text, { names: [name], lines });
    }
  }
  const blocks = new Map<string, readonly Line[]>();
  for (const { names, lines } of shared.values()) {
    const heading = names.join(', ');
    blocks.set(heading, [...(blocks.get(heading) ?? []), ...lines]);
  }
  return [...blocks].flatMap(([heading, lines]) => [colors.bold(heading), ...lines]);
}

function renderWarning(
  { code, severity, message, location, hint }: LintWarning,
  colors: Colors,
): readonly Line[] {
  const paint = { error: colors.red, warning: colors.yellow, info: colors.blue }[severity];
  const [first = '', ...more] = message.split('\n');
  const lines = [line`${paint(code)}: ${first}`, ...more.map((each) => line`  ${each.trim()}`)];
  if (location) lines.push(line`  ${colors.dim(place(location))}`);
  if (hint) lines.push(line`  ${colors.dim('→')} ${hint}`);
  return lines;
}
