import type { LockedSpace } from '@agent-spaces/core';
import type { LockChange, PinSummary } from '@agent-spaces/engine';
import type { Colors } from './colors';
import { line, type Line } from './line';

/** The difference between two locks, a line each, grouped by target. */
export function renderChanges(changes: readonly LockChange[], colors: Colors): readonly Line[] {
  const targets = [...new Set(changes.map(({ target }) => target))];
  return targets.flatMap((target) => [
    colors.bold(target ?? 'asp-lock.json'),
    ...changes
      .filter((change) => change.target === target)
      .map((change) => line`  ${renderChange(change, colors)}`),
  ]);
}

function renderChange(change: LockChange, colors: Colors): Line {
  switch (change.kind) {
    case 'target-added':
      return colors.green('+ not in the lock yet');
    case 'target-removed':
      return colors.red('- in the lock, but not in asp-targets.toml');
    case 'compose-changed':
      return colors.yellow(`~ compose: ${composeChange(change.added, change.removed)}`);
    case 'order-changed':
      return colors.yellow('~ load order');
    case 'rewritten':
      return colors.yellow(`~ ${change.fields.join(', ')} rewritten`);
    case 'plugin-changed':
      return colors.yellow(`~ ${change.id} plugin ${plugin(change.from)} → ${plugin(change.to)}`);
    case 'space-added':
      return colors.green(`+ ${change.id} ${pin(change.to)}`);
    case 'space-removed':
      return colors.red(`- ${change.id} ${pin(change.from)}`);
    case 'space-moved':
      return colors.yellow(`~ ${change.id} ${pin(change.from)} → ${pin(change.to)}`);
  }
}

const pin = ({ version, commit, selector }: PinSummary): string =>
  `${version ?? commit.slice(0, 12)} (@${selector}, ${commit.slice(0, 12)})`;

const plugin = ({ name, version }: LockedSpace['plugin']): string => (version ? `${name} ${version}` : name);

const composeChange = (added: readonly string[], removed: readonly string[]): string =>
  [...removed.map((ref) => `- ${ref}`), ...added.map((ref) => `+ ${ref}`)].join(', ') || 'another order';
