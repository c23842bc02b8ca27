import type { LockFile, LockedSpace, SpaceId } from '@agent-spaces/core';

/** One difference between two locks, as a user would tell it. */
export type LockChange =
  | { readonly kind: 'target-added' | 'target-removed'; readonly target: string }
  | {
      readonly kind: 'compose-changed';
      readonly target: string;
      /** References as written; both empty when only their order is another. */
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'space-added'; readonly target: string; readonly id: SpaceId; readonly to: PinSummary }
  | {
      readonly kind: 'space-removed';
      readonly target: string;
      readonly id: SpaceId;
      readonly from: PinSummary;
    }
  | {
      readonly kind: 'space-moved';
      readonly target: string;
      readonly id: SpaceId;
      readonly from: PinSummary;
      readonly to: PinSummary;
    }
  /** Same spaces, another order of loading. */
  | { readonly kind: 'order-changed'; readonly target: string };

export interface PinSummary {
  readonly commit: string;
  readonly selector: string;
  readonly version?: string;
}

/** What is different in `after`, target by target. Warnings, times and the registry's address are no change of the pins. */
export function compareLocks(before: LockFile | undefined, after: LockFile): readonly LockChange[] {
  const changes: LockChange[] = [];
  for (const [target, { loadOrder, compose }] of after.targets) {
    const old = before?.targets.get(target);
    if (!before || !old) {
      changes.push({ kind: 'target-added', target });
      continue;
    }
    if (old.compose.join('\n') !== compose.join('\n')) {
      changes.push({
        kind: 'compose-changed',
        target,
        added: compose.filter((ref) => !old.compose.includes(ref)),
        removed: old.compose.filter((ref) => !compose.includes(ref)),
      });
    }
    const moves = compareSpaces(target, pinsOf(before, old.loadOrder), pinsOf(after, loadOrder));
    changes.push(...moves);
    if (!moves.length && old.loadOrder.join('\n') !== loadOrder.join('\n')) {
      changes.push({ kind: 'order-changed', target });
    }
  }
  for (const target of before?.targets.keys() ?? []) {
    if (!after.targets.has(target)) changes.push({ kind: 'target-removed', target });
  }
  return changes;
}

function pinsOf(lock: LockFile, keys: readonly string[]): readonly LockedSpace[] {
  return [...lock.spaces].filter(([key]) => keys.includes(key)).map(([, space]) => space);
}

function compareSpaces(
  target: string,
  before: readonly LockedSpace[],
  after: readonly LockedSpace[],
): readonly LockChange[] {
  const isIn = (
    list: readonly LockedSpace[],
    { id, commit, integrity, resolvedFrom }: LockedSpace,
  ): boolean =>
    list.some(
      (other) =>
        other.id === id &&
        other.commit === commit &&
        other.integrity === integrity &&
        other.resolvedFrom.tag === resolvedFrom.tag,
    );
  const gone = before.filter((space) => !isIn(after, space));
  const come = after.filter((space) => !isIn(before, space));
  // One version for one version of the same space is a move; anything else is told as what came and what went.
  const moved = come.flatMap((to) => {
    const from = gone.filter(({ id }) => id === to.id);
    return from.length === 1 && from[0] && come.filter(({ id }) => id === to.id).length === 1
      ? [{ from: from[0], to }]
      : [];
  });
  const isMoved = ({ id }: LockedSpace): boolean => moved.some(({ to }) => to.id === id);
  return [
    ...moved.map(({ from, to }) => ({
      kind: 'space-moved' as const,
      target,
      id: to.id,
      from: summarize(from),
      to: summarize(to),
    })),
    ...come
      .filter((space) => !isMoved(space))
      .map((space) => ({ kind: 'space-added' as const, target, id: space.id, to: summarize(space) })),
    ...gone
      .filter((space) => !isMoved(space))
      .map((space) => ({ kind: 'space-removed' as const, target, id: space.id, from: summarize(space) })),
  ];
}

function summarize({ commit, plugin, resolvedFrom }: LockedSpace): PinSummary {
  const version = resolvedFrom.semver ?? plugin.version;
  return { commit, selector: resolvedFrom.selector, ...(version ? { version } : {}) };
}
