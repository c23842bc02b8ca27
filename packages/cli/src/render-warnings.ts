import type { LintWarning } from '@agent-spaces/engine';
import { place } from './render-error';
import type { Colors } from './terminal';

export function renderWarnings(warnings: readonly LintWarning[], colors: Colors): string {
  return warnings.map((warning) => renderWarning(warning, colors)).join('');
}

/** The warnings of several targets: what is said of more than one is said once, under all their names. */
export function renderTargetWarnings(
  targets: readonly { readonly name: string; readonly warnings: readonly LintWarning[] }[],
  colors: Colors,
): string {
  const namesOf = new Map<string, string[]>();
  for (const { name, warnings } of targets) {
    for (const text of warnings.map((warning) => renderWarning(warning, colors))) {
      namesOf.set(text, [...(namesOf.get(text) ?? []), name]);
    }
  }
  const blocks = new Map<string, string[]>();
  for (const [text, names] of namesOf) {
    const heading = names.join(', ');
    blocks.set(heading, [...(blocks.get(heading) ?? []), text]);
  }
  return [...blocks].map(([heading, texts]) => `${colors.bold(heading)}\n${texts.join('')}`).join('');
}

function renderWarning({ code, severity, message, location, hint }: LintWarning, colors: Colors): string {
  const paint = { error: colors.red, warning: colors.yellow, info: colors.blue }[severity];
  const [first, ...more] = message.split('\n');
  const lines = [`${paint(code)}: ${first}`, ...more.map((line) => `  ${line.trim()}`)];
  if (location) lines.push(`  ${colors.dim(place(location))}`);
  if (hint) lines.push(`  ${colors.dim('→')} ${hint}`);
  return `${lines.join('\n')}\n`;
}
