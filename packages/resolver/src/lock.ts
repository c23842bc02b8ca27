import { isDeepStrictEqual } from 'node:util';
import {
  type LockedSpace,
  type LockedTarget,
  type LockedWarning,
  type LockFile,
  type LockRegistry,
  type SpaceKey,
} from '@agent-spaces/core';
import type { Closure } from './closure';
import { computeEnvHash } from './integrity';

export interface ResolvedTarget {
  readonly closure: Closure;
  readonly target: LockedTarget;
}

/** The lock entry of a closure (seed 003 §5.3, §6.4). */
export function lockTarget(
  compose: readonly string[],
  closure: Closure,
  warnings: readonly LockedWarning[] = [],
): LockedTarget {
  const members = [...closure.spaces].map(([key, { integrity, plugin }]) => ({
    key,
    integrity,
    pluginName: plugin.name,
  }));
  return {
    compose,
    roots: closure.roots,
    loadOrder: closure.loadOrder,
    envHash: computeEnvHash(members),
    ...(warnings.length ? { warnings } : {}),
  };
}

export interface LockDraft {
  readonly registry: LockRegistry;
  /** Every target the new lock has, in the manifest's order. */
  readonly targets: ReadonlyMap<string, ResolvedTarget>;
}

/**
 * Writes a draft into a lock. Equal input gives an equal lock, byte for byte: entries that a target which was not asked for still
 * uses stay as they are, what no target uses any more goes, and `generatedAt` moves only with the rest.
 */
export function buildLock(draft: LockDraft, previous: LockFile | undefined, now: () => Date): LockFile {
  const mayBeAsked = askedIn(draft);
  const spaces = new Map<SpaceKey, LockedSpace>();
  for (const { closure } of draft.targets.values()) {
    for (const [key, space] of closure.spaces) {
      const known = previous?.spaces.get(key);
      // What the lock says of a space stays as long as it holds for one target, wherever that stands among the others.
      const isKnown =
        known !== undefined &&
        (isDeepStrictEqual(space, known) ||
          (isDeepStrictEqual({ ...space, resolvedFrom: known.resolvedFrom }, known) && mayBeAsked(known, space)));
      if (isKnown || !spaces.has(key)) spaces.set(key, isKnown ? known : space);
    }
  }
  const targets = new Map([...draft.targets].map(([name, { target }]) => [name, target]));
  const timestamp = (): string =>
    now()
      .toISOString()
      .replace(/\.\d{3}Z$/, 'Z');
  const lock: LockFile = {
    lockfileVersion: 1,
    resolverVersion: 1,
    generatedAt: previous?.generatedAt ?? timestamp(),
    registry: draft.registry,
    spaces,
    targets,
  };
  return previous && isSameLock(lock, previous) ? previous : { ...lock, generatedAt: timestamp() };
}

/**
 * Whether the reference that a pin was recorded for may still be there, so that the record need not pass to another that the pin
 * answers as well; to one of a target it passes. What published spaces ask for is in their manifests, which are not read for this.
 */
function askedIn({ targets }: LockDraft): (recorded: LockedSpace, other: LockedSpace) => boolean {
  const resolved = [...targets.values()];
  const composed = new Set(resolved.flatMap(({ target }) => target.compose));
  const isComposed = ({ id, resolvedFrom }: LockedSpace): boolean =>
    composed.has(`space:${id}@${resolvedFrom.selector}`);
  return (recorded, other) =>
    !isComposed(other) &&
    (isComposed(recorded) ||
      resolved.some(({ closure: { spaces } }) =>
        [...spaces.values()].some(
          ({ commit, deps }) =>
            commit !== 'dev' && deps.spaces.some((key) => spaces.get(key)?.id === recorded.id),
        ),
      ));
}

/** Whether both would be written as the same text; pinned entries are the same objects, so this looks into little. */
const isSameLock = (one: LockFile, other: LockFile): boolean =>
  isDeepStrictEqual(
    [one.registry, [...one.spaces], [...one.targets]],
    [other.registry, [...other.spaces], [...other.targets]],
  );
