import { join } from 'node:path';
import type { Integrity, LockedSpace, LockedTarget, LockFile, SpaceKey } from '@agent-spaces/core';
import { computeClosure } from './closure';
import { buildLock, lockTarget } from './lock';
import { pinsOf } from './pins';
import { parseSpaceRef } from './space-ref';
import { keyOf, lockedSpace, lockOf } from './testing/lock-of';
import { closeRegistries, tempDirectory, tempRegistry } from './testing/temp-registry';

const root = tempDirectory();
closeRegistries();
const ref = (text: string) => parseSpaceRef(text);
/** A dependency of a space that the lock does not have. */
const NEW = { key: 'new@dev' as SpaceKey, index: 0 };

const a1 = lockedSpace('a', '1.0.0');
const a2 = lockedSpace('a', '1.2.0');
const a3 = lockedSpace('a', '2.0.0');
const dev = lockedSpace('a', '0.0.0', {
  commit: 'dev',
  integrity: 'sha256:dev' as Integrity,
  resolvedFrom: { selector: 'dev' },
});

describe('pinsOf', () => {
  it('answers a reference that the target had by its own pin', () => {
    const pins = pinsOf(lockOf({ t: [['space:a@^1', a1]], other: [['space:a@^1', a2]] }), 't');
    expect(pins.ofRoot(ref('space:a@^1'), 0)?.key).toBe(keyOf(a1));
    expect(pins.space(keyOf(a1))).toBe(a1);
  });

  it('follows a reference that has moved in the list', () => {
    const b = lockedSpace('b', '1.0.0');
    const pins = pinsOf(
      lockOf({
        t: [
          ['space:b@^1', b],
          ['space:a@^1', a1],
        ],
      }),
      't',
    );
    expect(pins.ofRoot(ref('space:a@^1'), 0)?.key).toBe(keyOf(a1));
    expect(pins.ofRoot(ref('space:b@^1'), 1)?.key).toBe(keyOf(b));
  });

  it('does not answer a reference by the pin of another space, which a bad merge may have put there', () => {
    const b = lockedSpace('b', '1.0.0');
    const pins = pinsOf(lockOf({ t: [['space:a@^1', b]], u: [['space:a@^1', a1]] }), 't');
    expect(pins.ofRoot(ref('space:a@^1'), 0)?.key).toBe(keyOf(a1));
    expect(pinsOf(lockOf({ t: [['space:a@^1', b]] }), 't').ofRoot(ref('space:a@^1'), 0)).toBeUndefined();
  });

  it.each([
    ['another version', 'space:a@^2', a1],
    ['another commit', `space:a@git:${a2.commit}`, a1],
    ['another build', 'space:a@1.0.0+2', lockedSpace('a', '1.0.0+1')],
    ['a working copy', 'space:a@^1', dev],
  ])('does not answer a reference by %s, be it at its place', (_, text, pinned) => {
    expect(pinsOf(lockOf({ t: [[text, pinned]] }), 't').ofRoot(ref(text), 0)).toBeUndefined();
    const right = lockedSpace('a', '2.0.0', { commit: a2.commit });
    const merged = lockOf({ t: [['space:a@^2', a1]], u: [['space:a@2.0.0', right]] });
    expect(pinsOf(merged, 't').ofRoot(ref('space:a@^2'), 0)?.key).toBe(keyOf(right));
  });

  it('trusts a pin whose version the lock does not know', () => {
    const unversioned = lockedSpace('a', '1.0.0', { resolvedFrom: { selector: 'HEAD' } });
    for (const text of ['space:a@^7', 'space:a@stable', 'space:a@HEAD']) {
      const pins = pinsOf(lockOf({ t: [[text, unversioned]] }), 't');
      expect(pins.ofRoot(ref(text), 0)).toEqual({ key: keyOf(unversioned) });
    }
  });

  it('knows what a reference means that another target has', () => {
    const lock = lockOf({ t: [['space:a@^1.0.0', a1]], u: [['space:a@stable', a1]] });
    expect(pinsOf(lock, 'new').ofRoot(ref('space:a@stable'), 0)?.key).toBe(keyOf(a1));
    expect(pinsOf(lock, 'new').ofRoot(ref('space:a@latest'), 0)).toBeUndefined();
  });

  it('answers a new reference by a pin that satisfies it, of its own target if it can, the newest first', () => {
    const pins = pinsOf(
      lockOf({
        t: [['space:a@1.0.0', a1]],
        u: [
          ['space:a@^1', a2],
          ['space:a@^2', a3],
        ],
      }),
      't',
    );
    expect(pins.ofRoot(ref('space:a@1.x'), 1)?.key).toBe(keyOf(a1));
    expect(pins.ofDependency(ref('space:a@1.x'), NEW)?.key).toBe(keyOf(a1));
    expect(pins.ofRoot(ref('space:a@~1.2'), 1)?.key).toBe(keyOf(a2));
    expect(pins.ofRoot(ref('space:a@*'), 1)?.key).toBe(keyOf(a1));
    expect(pins.ofRoot(ref('space:a@>1'), 1)?.key).toBe(keyOf(a3));
    expect(pins.ofRoot(ref('space:a@^3'), 1)).toBeUndefined();
    expect(pins.ofRoot(ref('space:b@^1'), 1)).toBeUndefined();
  });

  it('answers by the very same selector, and a git pin by the commit it begins', () => {
    const stable = lockedSpace('a', '1.2.0', { resolvedFrom: { selector: 'stable', semver: '1.2.0' } });
    const pins = pinsOf(lockOf({ u: [['space:a@stable', stable]] }), 't');
    expect(pins.ofRoot(ref('space:a@stable'), 0)?.key).toBe(keyOf(stable));
    expect(pins.ofRoot(ref('space:a@beta'), 0)).toBeUndefined();
    expect(pins.ofRoot(ref(`space:a@git:${stable.commit.slice(0, 9)}`), 0)?.key).toBe(keyOf(stable));
    expect(pins.ofRoot(ref('space:a@git:fffffff'), 0)).toBeUndefined();
  });

  it('says what it answers, where the pin was made for another reference', () => {
    const pins = pinsOf(lockOf({ t: [['space:a@^1.0.0', a1]] }), 't');
    expect(pins.ofRoot(ref('space:a@^1.0.0'), 0)).toEqual({ key: keyOf(a1) });
    const made = { tag: 'space/a/v1.0.0', semver: '1.0.0' };
    expect(pins.ofRoot(ref('space:a@1.x'), 1)?.resolvedFrom).toEqual({ ...made, selector: '1.x' });
    const selector = `git:${a1.commit}`;
    expect(pins.ofRoot(ref(`space:a@${selector}`), 1)?.resolvedFrom).toEqual({ selector });
  });

  it('never pins a working copy, nor answers another reference by one', () => {
    const pins = pinsOf(lockOf({ t: [['space:a@dev', dev]] }), 't');
    expect(pins.ofRoot(ref('space:a@dev'), 0)).toBeUndefined();
    expect(pins.ofRoot(ref('space:a'), 0)).toBeUndefined();
    expect(pins.ofRoot(ref('space:a@*'), 0)).toBeUndefined();
    expect(pins.ofDependency(ref('space:a@dev'), NEW)).toBeUndefined();
  });

  it('takes the names of targets and spaces for nothing else', () => {
    const pins = pinsOf(lockOf({ t: [['space:a@^1', a1]] }), 'constructor');
    expect(pins.ofRoot(ref('space:constructor@^1'), 0)).toBeUndefined();
    expect(pins.space('__proto__@dev' as SpaceKey)).toBeUndefined();
  });
});

describe('pinsOf, for the dependencies of a space that is read anew,', () => {
  const x = lockedSpace('x', '0.0.0', {
    commit: 'dev',
    integrity: 'sha256:dev' as Integrity,
    deps: { spaces: [keyOf(a1)] },
    resolvedFrom: { selector: 'dev' },
  });
  /** `a` before `x`, which depends on it, and what else there is. */
  const lockWith = (...others: readonly LockedSpace[]): LockFile =>
    lockOf({
      t: [
        ...others.map((space) => [`space:${space.id}@*`, space] as const),
        ['space:a@^1.0.0', a1],
        ['space:x@dev', x],
      ],
    });
  const ofX = (index = 0) => ({ key: keyOf(x), index });

  it('keeps what a dist-tag meant, though the pin is recorded for another reference', () => {
    for (const text of ['space:a@stable', 'space:a@HEAD']) {
      expect(pinsOf(lockWith(), 't').ofDependency(ref(text), ofX())?.key).toBe(keyOf(a1));
    }
  });

  it('keeps it among two versions that the target loads, wherever it stands in an edited list', () => {
    for (const index of [0, 1]) {
      expect(pinsOf(lockWith(a2), 't').ofDependency(ref('space:a@^1'), ofX(index))?.key).toBe(keyOf(a1));
    }
  });

  it('does not keep what cannot be meant any more', () => {
    expect(pinsOf(lockWith(a2), 't').ofDependency(ref('space:a@~1.2'), ofX())?.key).toBe(keyOf(a2));
    expect(pinsOf(lockWith(), 't').ofDependency(ref('space:a@~1.2'), ofX())).toBeUndefined();
  });

  it('sees that a dist-tag was edited where nothing else can have made the record', () => {
    const stable = lockedSpace('a', '1.0.0', { resolvedFrom: { selector: 'stable', semver: '1.0.0' } });
    const base = lockOf({ t: [['space:x@dev', x]] });
    const lock = { ...base, spaces: new Map([[keyOf(a1), stable], ...base.spaces]) };
    const target = { ...lock.targets.get('t'), loadOrder: [keyOf(a1), keyOf(x)] } as LockedTarget;
    const pins = pinsOf({ ...lock, targets: new Map([['t', target]]) }, 't');
    expect(pins.ofDependency(ref('space:a@stable'), ofX())?.key).toBe(keyOf(a1));
    expect(pins.ofDependency(ref('space:a@beta'), ofX())).toBeUndefined();
  });

  it('brings no second version of a space for the sake of a dist-tag', () => {
    expect(pinsOf(lockWith(), 't').ofDependency(ref('space:a@stable'), NEW)?.key).toBe(keyOf(a1));
    expect(pinsOf(lockWith(a2), 't').ofDependency(ref('space:a@stable'), NEW)).toBeUndefined();
    const unversioned = lockedSpace('b', '1.0.0', { resolvedFrom: { selector: 'HEAD' } });
    expect(pinsOf(lockWith(unversioned), 't').ofDependency(ref('space:b@^2'), NEW)).toBeUndefined();
  });
});

describe('a locked target', () => {
  it('keeps its pins when tags move, and when it asks for one more space', async () => {
    const registry = tempRegistry(join(root, 'moving'));
    registry.publish('base', '1.0.0');
    registry.publish('top', '1.0.0', { deps: ['space:base@^1'] });
    const resolve = async (compose: readonly string[], lock?: ReturnType<typeof buildLock>) => {
      const opened = await registry.open();
      const pins = lock && pinsOf(lock, 't');
      return computeClosure(
        compose.map((text) => ({ ref: ref(text) })),
        async () => opened,
        pins,
      );
    };
    const compose = ['space:top@^1'];
    const before = await resolve(compose);
    const targets = new Map([['t', { closure: before, target: lockTarget(compose, before) }]]);
    const lock = buildLock({ registry: { type: 'git', url: 'x' }, targets }, undefined, () => new Date(0));

    registry.publish('base', '1.1.0');
    registry.publish('top', '1.1.0', { deps: ['space:base@^1'] });
    registry.publish('side', '1.0.0', { deps: ['space:base@^1'] });
    registry.git('tag', '--force', 'space/top/v1.0.0');
    expect(await resolve(compose, lock)).toEqual({ ...before, pinned: new Set(before.loadOrder) });

    const wider = await resolve([...compose, 'space:side@^1'], lock);
    expect(wider.loadOrder.slice(0, 2)).toEqual(before.loadOrder);
    expect(wider.loadOrder).toHaveLength(3);
    expect((await resolve(compose)).loadOrder).not.toEqual(before.loadOrder);
  });
});
