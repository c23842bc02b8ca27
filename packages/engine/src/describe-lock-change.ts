import type { LockedSpace } from '@agent-spaces/core';
import type { LockChange, PinSummary } from './lock-changes';

/** A change in one line: `sign` says whether something came, went or is another. */
export interface ChangeText {
  readonly sign: '+' | '-' | '~';
  readonly text: string;
}

/** The words for a change of the lock, the same wherever it is told. */
export function describeLockChange(change: LockChange): ChangeText {
  switch (change.kind) {
    case 'target-added':
      return { sign: '+', text: 'new in the lock' };
    case 'target-removed':
      return { sign: '-', text: 'no longer in asp-targets.toml' };
    case 'compose-changed':
      return { sign: '~', text: `compose: ${composeChange(change.added, change.removed)}` };
    case 'order-changed':
      return { sign: '~', text: 'load order' };
    case 'rewritten':
      return { sign: '~', text: `${change.fields.join(', ')} rewritten` };
    case 'plugin-changed':
      return { sign: '~', text: `${change.id} plugin ${plugin(change.from)} → ${plugin(change.to)}` };
    case 'space-added':
      return { sign: '+', text: `${change.id} ${pin(change.to)}` };
    case 'space-removed':
      return { sign: '-', text: `${change.id} ${pin(change.from)}` };
    case 'space-moved':
      return { sign: '~', text: `${change.id} ${pin(change.from)} → ${pin(change.to)}` };
  }
}

const pin = ({ version, commit, selector }: PinSummary): string =>
  `${version ?? commit.slice(0, 12)} (@${selector}, ${commit.slice(0, 12)})`;

const plugin = ({ name, version }: LockedSpace['plugin']): string => (version ? `${name} ${version}` : name);

const composeChange = (added: readonly string[], removed: readonly string[]): string =>
  [...removed.map((ref) => `- ${ref}`), ...added.map((ref) => `+ ${ref}`)].join(', ') || 'another order';
