import type { LockedSpace, LockFile, ResolvedFrom, SpaceId, SpaceKey } from '@agent-spaces/core';
import { lockedClosure } from './locked-closure';
import type { SpaceRef } from './space-ref';
import { meets, newestFirst } from './space-version';

/**
 * What an existing lock has to say about the references of one target: locked by default (seed 003 §8.1), a reference that the lock
 * already answers keeps its answer. A new reference is answered by a pin only where the pin is what it asks for.
 */
export interface Pins {
  /** The pin of the target's own reference at `index` of `compose`. */
  ofRoot(ref: SpaceRef, index: number): Pin | undefined;
  /** The pin of a reference in the manifest of a space that is read anew. */
  ofDependency(ref: SpaceRef, dependent: Dependent): Pin | undefined;
  /** A space as the target has it; one that it has not yet, as the lock has it. */
  space(key: SpaceKey): LockedSpace | undefined;
}

export interface Pin {
  readonly key: SpaceKey;
  /** How the pin answers a reference that it was not made for; the lock then records that reference. */
  readonly resolvedFrom?: ResolvedFrom;
}

/** Whose manifest a reference stands in, and at which place of its `deps.spaces`. */
export interface Dependent {
  readonly key: SpaceKey;
  readonly index: number;
}

export const NO_PINS: Pins = {
  ofRoot: () => undefined,
  ofDependency: () => undefined,
  space: () => undefined,
};

/** `unknown`: the lock records one reference for each pin, and nothing else tells what a dist-tag or HEAD meant back then. */
type Answer = 'yes' | 'no' | 'unknown';

export function pinsOf(lock: LockFile, targetName: string): Pins {
  const target = lock.targets.get(targetName);
  const loaded = target ? lockedClosure(lock, target).spaces : new Map<SpaceKey, LockedSpace>();
  const space = (key: SpaceKey): LockedSpace | undefined => loaded.get(key) ?? lock.spaces.get(key);
  const composed = new Set(
    [...lock.targets.values()].flatMap(({ compose, roots }) =>
      roots.map((key, index) => `${compose[index]}\n${key}`),
    ),
  );

  const answer = (key: SpaceKey, { id, text, selector, selectorText }: SpaceRef): Answer => {
    const pin = space(key);
    if (!pin || pin.id !== id || pin.commit === 'dev') return 'no';
    const { selector: recorded, semver } = pin.resolvedFrom;
    if (selector.kind === 'git-pin') return pin.commit.startsWith(selector.sha) ? 'yes' : 'no';
    if (selector.kind === 'semver' && semver !== undefined) return meets(semver, selector) ? 'yes' : 'no';
    return recorded === selectorText || composed.has(`${text}\n${key}`) ? 'yes' : 'unknown';
  };
  const pinTo = (key: SpaceKey, { selector, selectorText }: SpaceRef): Pin => {
    const made = space(key)?.resolvedFrom;
    if (!made || made.selector === selectorText) return { key };
    const isOfCommit = selector.kind === 'git-pin' || selector.kind === 'head';
    return { key, resolvedFrom: { ...(isOfCommit ? {} : made), selector: selectorText } };
  };
  /** The newest of these pins that is what the reference asks for. */
  const newest = (keys: Iterable<SpaceKey>, ref: SpaceRef): SpaceKey | undefined => {
    const version = (key: SpaceKey): string => space(key)?.resolvedFrom.semver ?? '0.0.0';
    return [...keys]
      .filter((key) => answer(key, ref) === 'yes')
      .sort((a, b) => newestFirst(version(a), version(b)))[0];
  };
  const isVersionOf = (id: SpaceId, key: SpaceKey): boolean =>
    space(key)?.id === id && space(key)?.commit !== 'dev';
  /** Whether more than the dependency at hand may have made the record of a pin of this space. */
  const isShared = (id: SpaceId, dependent: SpaceKey): boolean =>
    [...lock.targets.values()].some(({ roots }) => roots.some((key) => isVersionOf(id, key))) ||
    [...lock.spaces].some(
      ([key, { deps }]) => key !== dependent && deps.spaces.some((dependency) => isVersionOf(id, dependency)),
    ) ||
    (space(dependent)?.deps.spaces ?? []).filter((key) => isVersionOf(id, key)).length > 1;

  return {
    space,

    ofRoot: (ref, index) => {
      if (ref.selector.kind === 'dev') return undefined;
      const written = target?.compose ?? [];
      // The same reference may be written twice; its own position is the surest answer.
      const position = written[index] === ref.text ? index : written.indexOf(ref.text);
      const key = position >= 0 ? target?.roots[position] : undefined;
      // A lock may be merged badly or edited: a pin that cannot be what the reference asks for is no answer.
      if (key && answer(key, ref) !== 'no') return { key };
      const other = newest(loaded.keys(), ref) ?? newest(lock.spaces.keys(), ref);
      return other && pinTo(other, ref);
    },

    ofDependency: (ref, { key: dependent, index }) => {
      if (ref.selector.kind === 'dev') return undefined;
      // What it meant so far: the dependency at the same place, or, if the list was edited, any on the same space.
      const dependencies = space(dependent)?.deps.spaces ?? [];
      const meant = [...dependencies.slice(index, index + 1), ...dependencies].filter((key) =>
        isVersionOf(ref.id, key),
      );
      // What a working copy asks for may have been edited. It was, where nothing else asks and the record is of another reference.
      const mayStillMean = (known: SpaceKey): boolean =>
        answer(known, ref) === 'unknown' &&
        (space(dependent)?.commit !== 'dev' || isShared(ref.id, dependent));
      const kept = meant.filter((known) => answer(known, ref) === 'yes' || mayStillMean(known));
      // What the target loads goes first: a dependency must not bring a second version of a space that is there.
      const present = [...loaded.keys()].filter((key) => isVersionOf(ref.id, key));
      const isNamed = ref.selector.kind === 'dist-tag' || ref.selector.kind === 'head';
      const [only, second] = isNamed && !meant.length ? present : [];
      const key =
        kept.find((known) => loaded.has(known)) ??
        newest(present, ref) ??
        (only && !second && answer(only, ref) === 'unknown' ? only : undefined) ??
        kept[0] ??
        newest(lock.spaces.keys(), ref);
      return key && pinTo(key, ref);
    },
  };
}
