import type {
  CommitSha,
  Integrity,
  LockedSpace,
  LockedTarget,
  LockFile,
  SpaceId,
  SpaceKey,
} from '@agent-spaces/core';
import { compareLocks, type LockChange } from './lock-changes';

interface Pin {
  readonly commit: string;
  readonly version?: string;
  readonly content?: string;
}

const sha = (digit: string): CommitSha => digit.repeat(40) as CommitSha;
const keyOf = (id: string, { commit }: Pin): SpaceKey => `${id}@${sha(commit).slice(0, 12)}` as SpaceKey;

const lockedSpace = (id: string, { commit, version, content = commit }: Pin): LockedSpace => ({
  id: id as SpaceId,
  commit: sha(commit),
  path: `spaces/${id}`,
  integrity: `sha256:${content.repeat(64)}` as Integrity,
  plugin: { name: id },
  deps: { spaces: [] },
  resolvedFrom: { selector: '^1', ...(version ? { semver: version } : {}) },
});

/** A lock from the pins of each target, in load order. */
function lockOf(
  targets: Readonly<
    Record<
      string,
      { readonly compose?: readonly string[]; readonly loads: readonly (readonly [string, Pin])[] }
    >
  >,
): LockFile {
  const pins = Object.values(targets).flatMap(({ loads }) => loads);
  return {
    lockfileVersion: 1,
    resolverVersion: 1,
    generatedAt: '2026-01-01T00:00:00Z',
    registry: { type: 'git', url: 'ssh://example.com/registry' },
    spaces: new Map(pins.map(([id, pin]) => [keyOf(id, pin), lockedSpace(id, pin)])),
    targets: new Map(
      Object.entries(targets).map(([name, { compose = [], loads }]) => {
        const loadOrder = loads.map(([id, pin]) => keyOf(id, pin));
        return [name, { compose, roots: loadOrder, loadOrder, envHash: 'sha256:dev' as Integrity }];
      }),
    ),
  };
}

const ONE: Pin = { commit: '1', version: '1.0.0' };
const TWO: Pin = { commit: '2', version: '1.1.0' };
const one = { commit: sha('1'), selector: '^1', version: '1.0.0' };
const two = { commit: sha('2'), selector: '^1', version: '1.1.0' };

describe('compareLocks', () => {
  it.each<readonly [string, LockFile | undefined, LockFile, readonly LockChange[]]>([
    ['nothing', lockOf({ web: { loads: [['a', ONE]] } }), lockOf({ web: { loads: [['a', ONE]] } }), []],
    [
      'a first lock',
      undefined,
      lockOf({ web: { loads: [['a', ONE]] } }),
      [{ kind: 'target-added', target: 'web' }],
    ],
    [
      'targets that came and went',
      lockOf({ old: { loads: [['a', ONE]] } }),
      lockOf({ fresh: { loads: [['a', ONE]] } }),
      [
        { kind: 'target-added', target: 'fresh' },
        { kind: 'target-removed', target: 'old' },
      ],
    ],
    [
      'a pin that moved',
      lockOf({ web: { loads: [['a', ONE]] } }),
      lockOf({ web: { loads: [['a', TWO]] } }),
      [{ kind: 'space-moved', target: 'web', id: 'a' as SpaceId, from: one, to: two }],
    ],
    [
      'content that changed under the same commit',
      lockOf({ web: { loads: [['a', ONE]] } }),
      lockOf({ web: { loads: [['a', { ...ONE, content: '7' }]] } }),
      [{ kind: 'space-moved', target: 'web', id: 'a' as SpaceId, from: one, to: one }],
    ],
    [
      'spaces that came and went',
      lockOf({ web: { loads: [['a', ONE]] } }),
      lockOf({ web: { loads: [['b', TWO]] } }),
      [
        { kind: 'space-added', target: 'web', id: 'b' as SpaceId, to: two },
        { kind: 'space-removed', target: 'web', id: 'a' as SpaceId, from: one },
      ],
    ],
    [
      'a second version of a space, which is no move',
      lockOf({ web: { loads: [['a', ONE]] } }),
      lockOf({
        web: {
          loads: [
            ['a', ONE],
            ['a', TWO],
          ],
        },
      }),
      [{ kind: 'space-added', target: 'web', id: 'a' as SpaceId, to: two }],
    ],
    [
      'one version in the place of two, which cannot be told as a move',
      lockOf({
        web: {
          loads: [
            ['a', ONE],
            ['a', TWO],
          ],
        },
      }),
      lockOf({ web: { loads: [['a', { commit: '3' }]] } }),
      [
        { kind: 'space-added', target: 'web', id: 'a' as SpaceId, to: { commit: sha('3'), selector: '^1' } },
        { kind: 'space-removed', target: 'web', id: 'a' as SpaceId, from: one },
        { kind: 'space-removed', target: 'web', id: 'a' as SpaceId, from: two },
      ],
    ],
    [
      'another order of the same spaces',
      lockOf({
        web: {
          loads: [
            ['a', ONE],
            ['b', TWO],
          ],
        },
      }),
      lockOf({
        web: {
          loads: [
            ['b', TWO],
            ['a', ONE],
          ],
        },
      }),
      [{ kind: 'order-changed', target: 'web' }],
    ],
    [
      'references written otherwise for the same pins',
      lockOf({ web: { compose: ['space:a@^1'], loads: [['a', ONE]] } }),
      lockOf({ web: { compose: ['space:a@1.0.0'], loads: [['a', ONE]] } }),
      [{ kind: 'compose-changed', target: 'web', added: ['space:a@1.0.0'], removed: ['space:a@^1'] }],
    ],
    [
      'a change of one target alone, though both load the space',
      lockOf({ web: { loads: [['a', ONE]] }, api: { loads: [['a', ONE]] } }),
      lockOf({ web: { loads: [['a', TWO]] }, api: { loads: [['a', ONE]] } }),
      [{ kind: 'space-moved', target: 'web', id: 'a' as SpaceId, from: one, to: two }],
    ],
  ])('tells %s', (_, before, after, changes) => {
    expect(compareLocks(before, after)).toEqual(changes);
  });

  it('takes another time for no change', () => {
    const before = lockOf({ web: { loads: [['a', ONE]] } });
    expect(compareLocks(before, { ...before, generatedAt: '2027-01-01T00:00:00Z' })).toEqual([]);
  });

  const locked = lockOf({ web: { loads: [['a', ONE]] }, api: { loads: [['a', ONE]] } });
  const [[key, space]] = [...locked.spaces] as [[SpaceKey, LockedSpace]];
  const entry = (name: string, change: Partial<LockedTarget>): LockFile => ({
    ...locked,
    targets: new Map(locked.targets).set(name, { ...(locked.targets.get(name) as LockedTarget), ...change }),
  });

  it.each<readonly [string, LockFile | undefined, LockFile, readonly LockChange[]]>([
    [
      'a plugin that goes by another name',
      locked,
      { ...locked, spaces: new Map([[key, { ...space, plugin: { name: 'b', version: '1.0.0' } }]]) },
      ['web', 'api'].map((target) => ({
        kind: 'plugin-changed',
        target,
        id: space.id,
        from: { name: 'a' },
        to: { name: 'b', version: '1.0.0' },
      })),
    ],
    [
      'a hash that was edited by hand',
      entry('web', { envHash: `sha256:${'7'.repeat(64)}` as Integrity }),
      locked,
      [{ kind: 'rewritten', target: 'web', fields: ['envHash'] }],
    ],
    [
      'roots that were merged badly',
      entry('api', { roots: [] }),
      locked,
      [{ kind: 'rewritten', target: 'api', fields: ['roots'] }],
    ],
    [
      'a warning that is new',
      locked,
      entry('web', { warnings: [{ code: 'W201', message: 'Command collision: /build' }] }),
      [{ kind: 'rewritten', target: 'web', fields: ['warnings'] }],
    ],
    [
      'an entry that no target uses',
      { ...locked, spaces: new Map([...locked.spaces, ['b@dev' as SpaceKey, lockedSpace('b', TWO)]]) },
      locked,
      [{ kind: 'rewritten', fields: ['spaces'] }],
    ],
    [
      'another order of the targets',
      { ...locked, targets: new Map([...locked.targets].reverse()) },
      locked,
      [{ kind: 'rewritten', fields: ['targets'] }],
    ],
    [
      'another address of the registry',
      locked,
      { ...locked, registry: { type: 'git', url: 'elsewhere' } },
      [{ kind: 'rewritten', fields: ['registry'] }],
    ],
    [
      'a first lock without a target',
      undefined,
      lockOf({}),
      [{ kind: 'rewritten', fields: ['registry', 'spaces', 'targets'] }],
    ],
  ])('lets nothing be rewritten untold: %s', (_, before, after, changes) => {
    expect(compareLocks(before, after)).toEqual(changes);
  });
});
