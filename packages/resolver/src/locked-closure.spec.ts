import type { LockedSpace, LockedTarget, LockFile, SpaceKey } from '@agent-spaces/core';
import { lockedClosure } from './locked-closure';
import { keyOf, lockedSpace, lockOf } from './testing/lock-of';

const base = { old: lockedSpace('base', '1.0.0'), new: lockedSpace('base', '1.1.0') };
const needing = (id: string, ...spaces: readonly LockedSpace[]): LockedSpace =>
  lockedSpace(id, '1.0.0', { deps: { spaces: spaces.map(keyOf) } });

interface Loaded {
  readonly roots: readonly LockedSpace[];
  readonly loads: readonly LockedSpace[];
}

/** A lock whose targets load these spaces in this order. */
function lockLoading(targets: Readonly<Record<string, Loaded>>): LockFile {
  const lock = lockOf({});
  const all = Object.values(targets).flatMap(({ loads }) => loads);
  const entry = ({ roots, loads }: Loaded): LockedTarget => ({
    compose: roots.map(({ id }) => `space:${id}@*`),
    roots: roots.map(keyOf),
    loadOrder: loads.map(keyOf),
    envHash: 'sha256:dev' as LockedTarget['envHash'],
  });
  return {
    ...lock,
    spaces: new Map(all.map((space) => [keyOf(space), space])),
    targets: new Map(Object.entries(targets).map(([name, loaded]) => [name, entry(loaded)])),
  };
}

/** What each space of a target depends on. */
function dependenciesIn(lock: LockFile, name: string): Readonly<Record<SpaceKey, readonly SpaceKey[]>> {
  const { spaces } = lockedClosure(lock, lock.targets.get(name) as LockedTarget);
  return Object.fromEntries([...spaces].map(([key, { deps }]) => [key, deps.spaces]));
}

describe('lockedClosure', () => {
  it('gives the entries of the lock themselves where they account for what the target loads', () => {
    const y = needing('y', base.old);
    const lock = lockLoading({
      t: { roots: [y], loads: [base.old, y] },
      u: { roots: [base.new], loads: [base.new] },
    });
    const { loadOrder, roots, spaces } = lockedClosure(lock, lock.targets.get('t') as LockedTarget);
    expect({ loadOrder, roots }).toEqual({ loadOrder: [base.old, y].map(keyOf), roots: [keyOf(y)] });
    expect(spaces.get(keyOf(y))).toBe(y);
  });

  it('reads what a target loads where the entry of a space tells of another target', () => {
    const y = needing('y', base.old);
    const lock = lockLoading({
      t: { roots: [y], loads: [base.new, y] },
      u: { roots: [y], loads: [base.old, y] },
    });
    expect(dependenciesIn(lock, 't')).toEqual({ [keyOf(base.new)]: [], [keyOf(y)]: [keyOf(base.new)] });
    expect(dependenciesIn(lock, 'u')).toEqual({ [keyOf(base.old)]: [], [keyOf(y)]: [keyOf(base.old)] });
  });

  it('tells by their order which of two versions a space depends on', () => {
    const [y, z] = [needing('y', base.old), needing('z', base.old)];
    const u = { roots: [y], loads: [base.old, y] };
    const first = lockLoading({ t: { roots: [y, z], loads: [base.new, y, base.old, z] }, u });
    const last = lockLoading({ t: { roots: [z, y], loads: [base.old, z, base.new, y] }, u });
    for (const lock of [first, last]) {
      expect(dependenciesIn(lock, 't')).toMatchObject({
        [keyOf(y)]: [keyOf(base.new)],
        [keyOf(z)]: [keyOf(base.old)],
      });
    }
  });

  it('reads nothing else into an entry that holds for no other target: a lock torn by a merge shows', () => {
    const y = needing('y', base.old);
    const lock = lockLoading({
      t: { roots: [y], loads: [base.new, y] },
      u: { roots: [base.old], loads: [base.old] },
    });
    expect(dependenciesIn(lock, 't')).toMatchObject({ [keyOf(y)]: [keyOf(base.old)] });
  });

  it('reads a chain of 20,000 spaces', () => {
    const chain: LockedSpace[] = [];
    for (let index = 0; index < 20_000; index += 1) chain.push(needing(`s${index}`, ...chain.slice(-1)));
    const lock = lockLoading({ t: { roots: chain.slice(-1), loads: chain } });
    expect(lockedClosure(lock, lock.targets.get('t') as LockedTarget).spaces.size).toBe(20_000);
  });
});
