import { isDeepStrictEqual } from 'node:util';
import type { LockFile, LockedSpace, LockedTarget, SpaceId } from '@agent-spaces/core';

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
  /** The same pin, whose plugin goes by another name or version: a `@dev` space that was edited. */
  | {
      readonly kind: 'plugin-changed';
      readonly target: string;
      readonly id: SpaceId;
      readonly from: LockedSpace['plugin'];
      readonly to: LockedSpace['plugin'];
    }
  /** Same spaces, another order of loading. */
  | { readonly kind: 'order-changed'; readonly target: string }
  /**
   * Nothing else to tell, and still other text: a hash edited by hand, entries that nothing uses, the registry's address. The fields
   * are those of the target's entry, or of the lock where no target is named.
   */
  | { readonly kind: 'rewritten'; readonly target?: string; readonly fields: readonly string[] };

export interface PinSummary {
  readonly commit: string;
  readonly selector: string;
  readonly version?: string;
}

/**
 * What is different in `after`, target by target. Empty exactly where both are the same but for the time they were made at, so that
 * no lock is written whose change was not told.
 */
export function compareLocks(before: LockFile | undefined, after: LockFile): readonly LockChange[] {
  if (after === before) return [];
  const changes: LockChange[] = [];
  for (const [target, entry] of after.targets) {
    const old = before?.targets.get(target);
    changes.push(
      ...(before && old
        ? compareTargets(target, [before, old], [after, entry])
        : [{ kind: 'target-added' as const, target }]),
    );
  }
  for (const target of before?.targets.keys() ?? []) {
    if (!after.targets.has(target)) changes.push({ kind: 'target-removed', target });
  }
  if (changes.length) return changes;
  const fields = LOCK_FIELDS.filter(
    (field) => !isDeepStrictEqual(contentOf(before, field), contentOf(after, field)),
  );
  return fields.length ? [{ kind: 'rewritten', fields }] : [];
}

const LOCK_FIELDS = ['registry', 'spaces', 'targets'] as const;

/** Entries as pairs, because their order is part of the file. */
const contentOf = (lock: LockFile | undefined, field: (typeof LOCK_FIELDS)[number]): unknown =>
  lock && (field === 'registry' ? lock.registry : [...lock[field]]);

type Locked = readonly [lock: LockFile, entry: LockedTarget];

function compareTargets(
  target: string,
  [before, old]: Locked,
  [after, entry]: Locked,
): readonly LockChange[] {
  const { loadOrder, compose } = entry;
  const changes: LockChange[] = [];
  if (!isSameList(old.compose, compose)) {
    changes.push({
      kind: 'compose-changed',
      target,
      added: compose.filter((ref) => !old.compose.includes(ref)),
      removed: old.compose.filter((ref) => !compose.includes(ref)),
    });
  }
  const pins = [pinsOf(before, old.loadOrder), pinsOf(after, loadOrder)] as const;
  const moves = compareSpaces(target, ...pins);
  changes.push(...moves, ...comparePlugins(target, ...pins));
  if (!moves.length && !isSameList(old.loadOrder, loadOrder)) changes.push({ kind: 'order-changed', target });
  if (changes.length) return changes;
  const fields = (['roots', 'envHash', 'warnings'] as const).filter(
    (field) => !isDeepStrictEqual(old[field], entry[field]),
  );
  return fields.length ? [{ kind: 'rewritten', target, fields }] : [];
}

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.join('\n') === other.join('\n');

function pinsOf(lock: LockFile, keys: readonly string[]): readonly LockedSpace[] {
  return [...lock.spaces].filter(([key]) => keys.includes(key)).map(([, space]) => space);
}

const samePin = (
  list: readonly LockedSpace[],
  { id, commit, integrity, resolvedFrom }: LockedSpace,
): LockedSpace | undefined =>
  list.find(
    (other) =>
      other.id === id &&
      other.commit === commit &&
      other.integrity === integrity &&
      other.resolvedFrom.tag === resolvedFrom.tag,
  );

const comparePlugins = (
  target: string,
  before: readonly LockedSpace[],
  after: readonly LockedSpace[],
): readonly LockChange[] =>
  after.flatMap((space) => {
    const { id, plugin: to } = space;
    const from = samePin(before, space)?.plugin;
    return !from || isDeepStrictEqual(from, to) ? [] : [{ kind: 'plugin-changed', target, id, from, to }];
  });

function compareSpaces(
  target: string,
  before: readonly LockedSpace[],
  after: readonly LockedSpace[],
): readonly LockChange[] {
  const gone = before.filter((space) => !samePin(after, space));
  const come = after.filter((space) => !samePin(before, space));
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
