import type { LockedSpace, LockFile, ResolvedFrom, SpaceKey } from '@agent-spaces/core';
import { compare, satisfies } from 'semver';
import type { SpaceRef } from './space-ref';

/**
 * What an existing lock has to say about the references of one target: locked by default (seed 003 §8.1), a reference that the lock
 * already answers keeps its answer. A new reference is answered by a pin only where the pin is what it asks for.
 */
export interface Pins {
  /** The pin of the target's own reference at `index` of `compose`. */
  ofRoot(ref: SpaceRef, index: number): Pin | undefined;
  /** The pin of a dependency that is resolved anew. */
  ofDependency(ref: SpaceRef): Pin | undefined;
  space(key: SpaceKey): LockedSpace | undefined;
}

export interface Pin {
  readonly key: SpaceKey;
  /** How the pin answers a reference that it was not made for; the lock then records that reference. */
  readonly resolvedFrom?: ResolvedFrom;
}

export const NO_PINS: Pins = {
  ofRoot: () => undefined,
  ofDependency: () => undefined,
  space: () => undefined,
};

export function pinsOf(lock: LockFile, targetName: string): Pins {
  const target = lock.targets.get(targetName);
  // The target's own environment first: a new dependency must not bring a second version of a space it already loads.
  const preferred = [...new Set([...(target?.loadOrder ?? []), ...lock.spaces.keys()])];

  const satisfying = (ref: SpaceRef): Pin | undefined => {
    const candidates = preferred.filter((key) => answers(ref, lock.spaces.get(key)));
    const own = candidates.filter((key) => target?.loadOrder.includes(key));
    const key = newest(own.length ? own : candidates, lock);
    const made = key && lock.spaces.get(key)?.resolvedFrom;
    if (!made || made.selector === ref.selectorText) return key && { key };
    const { selectorText: selector } = ref;
    return { key, resolvedFrom: ref.selector.kind === 'git-pin' ? { selector } : { ...made, selector } };
  };
  return {
    space: (key) => lock.spaces.get(key),
    ofDependency: satisfying,
    ofRoot: (ref, index) => {
      if (ref.selector.kind === 'dev') return undefined;
      const written = target?.compose ?? [];
      // The same reference may be written twice; its own position is the surest answer.
      const position = written[index] === ref.text ? index : written.indexOf(ref.text);
      const key = position >= 0 ? target?.roots[position] : undefined;
      // A lock may be merged badly or edited: a pin of another space is no answer.
      return key && lock.spaces.get(key)?.id === ref.id ? { key } : satisfying(ref);
    },
  };
}

function answers(ref: SpaceRef, pin: LockedSpace | undefined): boolean {
  if (!pin || pin.id !== ref.id || pin.commit === 'dev' || ref.selector.kind === 'dev') return false;
  if (pin.resolvedFrom.selector === ref.selectorText) return true;
  if (ref.selector.kind === 'git-pin') return pin.commit.startsWith(ref.selector.sha);
  const { semver } = pin.resolvedFrom;
  return ref.selector.kind === 'semver' && semver !== undefined && satisfies(semver, ref.selector.range);
}

function newest(keys: readonly SpaceKey[], lock: LockFile): SpaceKey | undefined {
  const version = (key: SpaceKey): string => lock.spaces.get(key)?.resolvedFrom.semver ?? '0.0.0';
  return [...keys].sort((a, b) => compare(version(b), version(a)))[0];
}
