import { describeLockChange, type LockChange } from '@agent-spaces/engine';
import type { Colors } from './colors';
import { line, type Line } from './line';

/** The difference between two locks, a line each, grouped by target. */
export function renderChanges(changes: readonly LockChange[], colors: Colors): readonly Line[] {
  const targets = [...new Set(changes.map(({ target }) => target))];
  const paint = { '+': colors.green, '-': colors.red, '~': colors.yellow } as const;
  return targets.flatMap((target) => [
    colors.bold(target ?? 'asp-lock.json'),
    ...changes
      .filter((change) => change.target === target)
      .map((change) => {
        const { sign, text } = describeLockChange(change);
        return line`  ${paint[sign](`${sign} ${text}`)}`;
      }),
  ]);
}
