import { place, printable } from '@agent-spaces/core';
import { describeLockChange, type LintWarning, type LockChange } from '@agent-spaces/engine';
import { logger } from '@nx/devkit';

/** Lines of a result; what a registry or a manifest put into them is shown and not obeyed. */
export function tell(...lines: readonly string[]): void {
  for (const line of lines) logger.log(printable(line, Infinity));
}

/** A change in a line each, grouped by target. */
export function tellChanges(changes: readonly LockChange[]): void {
  for (const target of new Set(changes.map((change) => change.target))) {
    tell(target ?? 'asp-lock.json');
    for (const change of changes.filter((each) => each.target === target)) {
      const { sign, text } = describeLockChange(change);
      tell(`  ${sign} ${text}`);
    }
  }
}

export function tellWarnings(warnings: readonly LintWarning[]): void {
  for (const { code, severity, message, location, hint } of warnings) {
    const [first = '', ...more] = message.split('\n');
    const lines = [
      `${code}: ${first}`,
      ...more.map((each) => `  ${each.trim()}`),
      ...(location ? [`  ${place(location)}`] : []),
      ...(hint ? [`  → ${hint}`] : []),
    ].map((line) => printable(line, Infinity));
    if (severity === 'error') logger.error(lines.join('\n'));
    else logger.warn(lines.join('\n'));
  }
}

/** What a station has come to, in a line: `isNew` says whether anything had to be done for it. */
export function tellDone(isNew: boolean, runTarget: string, parts: readonly string[], where: string): void {
  tell(`${isNew ? '✔' : '='} ${runTarget}  ${parts.join(', ')}  ${where}`);
}

export const plural = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;
