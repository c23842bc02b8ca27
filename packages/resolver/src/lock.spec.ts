import { formatLockFile, parseLockFile, type LockedSpace, type LockFile } from '@agent-spaces/core';
import { computeEnvHash } from './integrity';
import { buildLock, lockTarget, type ResolvedTarget } from './lock';
import { closureOf, keyOf, lockedSpace } from './testing/lock-of';

const registry: LockFile['registry'] = {
  type: 'git',
  url: 'ssh://git.example.com/registry.git',
  defaultBranch: 'main',
};
const at = (time: string) => () => new Date(time);
const FIRST = at('2026-01-09T10:11:12.345Z');
const LATER = at('2027-01-01T00:00:00.000Z');

function resolved(...spaces: readonly LockedSpace[]): ResolvedTarget {
  const closure = closureOf(...spaces);
  return {
    closure,
    target: lockTarget(
      spaces.map(({ id }) => `space:${id}@^1`),
      closure,
    ),
  };
}
const draft = (targets: Readonly<Record<string, ResolvedTarget>>) => ({
  registry,
  targets: new Map(Object.entries(targets)),
});
/** As the next command finds it: written, read, and with other objects for the same entries. */
const reread = (lock: LockFile): LockFile =>
  parseLockFile(formatLockFile(lock), 'asp-lock.json', { kind: 'project' });
/** A target as a command that leaves it alone passes it on: the entries of the lock themselves. */
const untouched = (lock: LockFile, name: string): ResolvedTarget => {
  const target = lock.targets.get(name);
  if (!target) throw new Error(`The lock has no ${name}`);
  const spaces = target.loadOrder.flatMap((key) => lock.spaces.get(key) ?? []);
  return { closure: closureOf(...spaces), target };
};

const base = lockedSpace('base', '1.0.0');
const a = lockedSpace('a', '1.0.0', { deps: { spaces: [keyOf(base)] } });
const b = lockedSpace('b', '1.0.0');

describe('lockTarget', () => {
  it('hashes the environment in load order and has warnings only where there are any', () => {
    const closure = closureOf(base, a);
    const members = [base, a].map((space) => ({
      key: keyOf(space),
      integrity: space.integrity,
      pluginName: space.plugin.name,
    }));
    expect(lockTarget(['space:a@^1'], closure)).toEqual({
      compose: ['space:a@^1'],
      roots: closure.roots,
      loadOrder: closure.loadOrder,
      envHash: computeEnvHash(members),
    });
    const warnings = [{ code: 'W201', message: 'Command collision: /build' }];
    expect(lockTarget(['space:a@^1'], closure, warnings).warnings).toEqual(warnings);
  });
});

describe('buildLock', () => {
  it('writes spaces in load order of the targets, each once, and targets in the order given', () => {
    const lock = buildLock(draft({ z: resolved(base, a), m: resolved(base, b) }), undefined, FIRST);
    expect([...lock.spaces.keys()]).toEqual([base, a, b].map(keyOf));
    expect([...lock.targets.keys()]).toEqual(['z', 'm']);
    expect(lock).toMatchObject({
      lockfileVersion: 1,
      resolverVersion: 1,
      generatedAt: '2026-01-09T10:11:12Z',
      registry,
    });
  });

  it('is the previous lock itself when nothing has changed, whenever that is', () => {
    const previous = reread(buildLock(draft({ t: resolved(base, a), u: resolved(b) }), undefined, FIRST));
    expect(buildLock(draft({ t: resolved(base, a), u: resolved(b) }), previous, LATER)).toBe(previous);
    expect(buildLock(draft({ t: untouched(previous, 't'), u: resolved(b) }), previous, LATER)).toBe(previous);
  });

  it('moves generatedAt with any other change, be it only one of order', () => {
    const previous = reread(buildLock(draft({ t: resolved(base, b), u: resolved(b) }), undefined, FIRST));
    const changed = [
      draft({ t: resolved(b, base), u: resolved(b) }),
      draft({ u: resolved(b), t: resolved(base, b) }),
      draft({ t: resolved(base, b) }),
      {
        ...draft({ t: resolved(base, b), u: resolved(b) }),
        registry: { ...registry, url: 'https://example.com/r.git' },
      },
    ];
    for (const next of changed) {
      const lock = buildLock(next, previous, LATER);
      expect(lock.generatedAt).toBe('2027-01-01T00:00:00Z');
      expect(formatLockFile(lock)).not.toBe(formatLockFile(previous));
    }
  });

  it('leaves the entries of a target that was not asked for as they are, resolvedFrom with them', () => {
    const previous = reread(
      buildLock(draft({ t: resolved(base, a), u: resolved(base, b) }), undefined, FIRST),
    );
    const other = {
      ...base,
      resolvedFrom: { selector: 'stable', tag: 'space/base/v1.0.0', semver: '1.0.0' },
    };
    for (const order of [
      ['t', 'u'],
      ['u', 't'],
    ]) {
      const targets: Record<string, ResolvedTarget> = { t: untouched(previous, 't'), u: resolved(other, b) };
      const lock = buildLock(
        draft(Object.fromEntries(order.map((name) => [name, targets[name] as ResolvedTarget]))),
        previous,
        LATER,
      );
      expect(lock.spaces.get(keyOf(base))).toBe(previous.spaces.get(keyOf(base)));
      expect(lock.targets.get('t')).toBe(previous.targets.get('t'));
    }
  });

  it('records what a space was resolved from anew when no untouched target holds it', () => {
    const previous = reread(buildLock(draft({ t: resolved(base) }), undefined, FIRST));
    const other = { ...base, resolvedFrom: { selector: 'stable', semver: '1.0.0' } };
    const lock = buildLock(draft({ t: resolved(other) }), previous, LATER);
    expect(lock.spaces.get(keyOf(base))?.resolvedFrom.selector).toBe('stable');
  });

  it('keeps an entry that holds for a later target, though an earlier one says otherwise', () => {
    const [x, y] = [a, { ...a, deps: { spaces: [keyOf(b)] } }];
    const previous = reread(
      buildLock(draft({ t: resolved(base, x), u: resolved(base, x) }), undefined, FIRST),
    );
    const lock = buildLock(draft({ t: resolved(b, y), u: resolved(base, { ...x }) }), previous, LATER);
    expect(lock.spaces.get(keyOf(a))).toBe(previous.spaces.get(keyOf(a)));
  });

  it('lets the record of a pin pass to another reference only when something has changed', () => {
    const previous = reread(buildLock(draft({ t: resolved(base), u: resolved(b) }), undefined, FIRST));
    const other = { ...base, resolvedFrom: { selector: 'stable', semver: '1.0.0' } };
    const answered = resolved(other);
    const pinned = { ...answered, closure: { ...answered.closure, pinned: new Set([keyOf(base)]) } };
    expect(buildLock(draft({ t: pinned, u: resolved(b) }), previous, LATER)).toBe(previous);
    const lock = buildLock(draft({ t: pinned }), previous, LATER);
    expect(lock.spaces.get(keyOf(base))?.resolvedFrom.selector).toBe('stable');
  });

  it('drops what no target uses any more', () => {
    const previous = reread(buildLock(draft({ t: resolved(base, a), u: resolved(b) }), undefined, FIRST));
    const lock = buildLock(draft({ u: untouched(previous, 'u') }), previous, LATER);
    expect([...lock.spaces.keys()]).toEqual([keyOf(b)]);
    expect([...lock.targets.keys()]).toEqual(['u']);
  });

  it('gives equal text for equal input', () => {
    const text = () =>
      formatLockFile(buildLock(draft({ t: resolved(base, a), u: resolved(b) }), undefined, FIRST));
    expect(text()).toBe(text());
    expect(formatLockFile(reread(buildLock(draft({ t: resolved(base, a) }), undefined, FIRST)))).toBe(
      formatLockFile(buildLock(draft({ t: resolved(base, a) }), undefined, FIRST)),
    );
  });
});
