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
import { lockedClosure } from './locked-closure';

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
  let settled: boolean | undefined;
  const spaces = new Map<SpaceKey, LockedSpace>();
  for (const { closure } of draft.targets.values()) {
    for (const [key, space] of closure.spaces) {
      const known = previous?.spaces.get(key);
      // What the lock says of a space stays as long as it holds for one target, wherever that stands among the others.
      const isKnown =
        previous !== undefined &&
        known !== undefined &&
        (isDeepStrictEqual(space, known) ||
          (closure.pinned.has(key) && (settled ??= isSettled(draft, previous))));
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
 * Whether every target has the references and the spaces that the lock has for it. Then the reference that a pin was recorded for is
 * still there, or was gone before; that another is answered by the pin as well is no reason to write a lock.
 */
function isSettled({ targets }: LockDraft, previous: LockFile): boolean {
  const unrecorded = (spaces: Closure['spaces']) =>
    [...spaces].map(([key, { resolvedFrom: _, ...space }]) => [key, space]);
  const isSame = ([name, { closure, target }]: readonly [string, ResolvedTarget]): boolean => {
    const before = previous.targets.get(name);
    return (
      before !== undefined &&
      isDeepStrictEqual(
        [target.compose, target.roots, unrecorded(closure.spaces)],
        [before.compose, before.roots, unrecorded(lockedClosure(previous, before).spaces)],
      )
    );
  };
  return targets.size === previous.targets.size && [...targets].every(isSame);
}

/** Whether both would be written as the same text; pinned entries are the same objects, so this looks into little. */
const isSameLock = (one: LockFile, other: LockFile): boolean =>
  isDeepStrictEqual(
    [one.registry, [...one.spaces], [...one.targets]],
    [other.registry, [...other.spaces], [...other.targets]],
  );
