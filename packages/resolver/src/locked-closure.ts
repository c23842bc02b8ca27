import type { LockedSpace, LockedTarget, LockFile, SpaceKey } from '@agent-spaces/core';
import type { Closure } from './closure';

type Spaces = ReadonlyMap<SpaceKey, LockedSpace>;

/**
 * The closure a lock holds for a target, taken as it stands. The lock has one entry per space, for all targets that load it. Once some
 * of these were updated and others not, a space may depend on one version here and on another there, and its entry tells of one of
 * them; of the other tells what the target loads.
 */
export function lockedClosure(lock: LockFile, target: LockedTarget): Closure {
  const { roots, loadOrder } = target;
  const entries: Spaces = new Map(
    loadOrder.flatMap((key) => {
      const space = lock.spaces.get(key);
      return space ? [[key, space] as const] : [];
    }),
  );
  const recorded = readBackwards(entries, roots, (key, { recorded: known }) => key === known);
  const read = recorded ?? readBackwards(entries, roots, versionsElsewhere(lock, target));
  // What cannot be read at all, after a bad merge, stays as it is recorded: then the walk says how it differs.
  const spaces = recorded || !read ? entries : withDependencies(entries, read);
  return { loadOrder, roots, spaces, pinned: new Set(loadOrder) };
}

/** The dependency of a space, or of the target where none is named, that has not been found in the load order yet. */
interface Wanted {
  readonly dependent: SpaceKey | undefined;
  readonly index: number;
  readonly recorded: SpaceKey;
}

type MayBe = (key: SpaceKey, wanted: Wanted) => boolean;

/** Another version than the recorded one may be meant only where the record holds for another target. */
function versionsElsewhere(lock: LockFile, target: LockedTarget): MayBe {
  const others = [...lock.targets.values()]
    .filter((other) => other !== target)
    .map(({ loadOrder }) => new Set(loadOrder));
  return (key, { dependent, recorded }) =>
    key === recorded ||
    (dependent !== undefined &&
      isVersionOf(lock.spaces.get(key), lock.spaces.get(recorded)) &&
      others.some((loaded) => loaded.has(dependent) && loaded.has(recorded)));
}

/**
 * A load order is the postorder of a walk, so read from its end it tells who brought whom: what stands before a space was brought
 * by the last of its dependencies that was not loaded already, and so on, down to the target's first reference. `undefined` when
 * these dependencies do not lead to this order.
 */
function readBackwards(
  entries: Spaces,
  roots: readonly SpaceKey[],
  mayBe: MayBe,
): ReadonlyMap<SpaceKey | undefined, readonly SpaceKey[]> | undefined {
  const order = [...entries.keys()];
  const positions = new Map<SpaceKey | undefined, number>(order.map((key, position) => [key, position]));
  const lastBefore = (position: number, want: Wanted): SpaceKey | undefined =>
    (positions.get(want.recorded) ?? Infinity) < position
      ? want.recorded
      : order.slice(0, position).findLast((key) => mayBe(key, want));

  const wanted: Wanted[] = [];
  const read = new Map<SpaceKey | undefined, SpaceKey[]>();
  const want = (dependent: SpaceKey | undefined, dependencies: readonly SpaceKey[]): void => {
    read.set(dependent, [...dependencies]);
    wanted.push(...dependencies.map((recorded, index) => ({ dependent, index, recorded })));
  };
  /** @returns whether it was loaded by then: at `position`, before it, or, for another dependency of the same space, after it. */
  const settle = (position: number, one: Wanted): boolean => {
    const loaded = lastBefore(position, one) ?? lastBefore(positions.get(one.dependent) ?? order.length, one);
    if (loaded) read.get(one.dependent)?.splice(one.index, 1, loaded);
    return loaded !== undefined;
  };
  want(undefined, roots);
  for (const [position, key] of [...order.entries()].reverse()) {
    let last = wanted.pop();
    while (last && !mayBe(key, last)) {
      if (!settle(position, last)) return undefined;
      last = wanted.pop();
    }
    if (!last) return undefined;
    read.get(last.dependent)?.splice(last.index, 1, key);
    want(key, entries.get(key)?.deps.spaces ?? []);
  }
  return wanted.every((rest) => settle(0, rest)) ? read : undefined;
}

const withDependencies = (
  entries: Spaces,
  read: ReadonlyMap<SpaceKey | undefined, readonly SpaceKey[]>,
): Spaces =>
  new Map(
    [...entries].map(([key, space]) => {
      const spaces = read.get(key) ?? space.deps.spaces;
      const isRecorded = spaces.every((dependency, index) => dependency === space.deps.spaces[index]);
      return [key, isRecorded ? space : { ...space, deps: { spaces } }];
    }),
  );

const isVersionOf = (one: LockedSpace | undefined, other: LockedSpace | undefined): boolean =>
  one !== undefined && one.id === other?.id && one.commit !== 'dev' && other.commit !== 'dev';
