import type { Integrity, LockedSpace, LockedTarget, LockFile, SpaceId, SpaceKey } from '@agent-spaces/core';
import { spaceKey, type CommitSha } from '@agent-spaces/core';
import type { Closure } from '../closure';

/** A locked space made of its id and version; the commit follows from both. */
export function lockedSpace(id: string, semver: string, overrides: Partial<LockedSpace> = {}): LockedSpace {
  const digits = Buffer.from(`${semver}${id}`).toString('hex').padEnd(40, '0').slice(0, 40);
  return {
    id: id as SpaceId,
    commit: digits as CommitSha,
    path: `spaces/${id}`,
    integrity: `sha256:${digits.padEnd(64, '0')}` as Integrity,
    plugin: { name: id, version: semver },
    deps: { spaces: [] },
    resolvedFrom: { selector: `^${semver}`, tag: `space/${id}/v${semver}`, semver },
    ...overrides,
  };
}

export const keyOf = ({ id, commit }: LockedSpace): SpaceKey => spaceKey(id, commit);

/** A closure of these spaces in this order, all of them roots. */
export function closureOf(...spaces: readonly LockedSpace[]): Closure {
  const keys = spaces.map(keyOf);
  return {
    loadOrder: keys,
    roots: keys,
    spaces: new Map(spaces.map((space) => [keyOf(space), space])),
    pinned: new Set(),
  };
}

/** A lock whose targets load these spaces; each is a root under the reference beside it. */
export function lockOf(
  targets: Readonly<Record<string, readonly (readonly [ref: string, space: LockedSpace])[]>>,
): LockFile {
  const all = Object.values(targets).flat();
  return {
    lockfileVersion: 1,
    resolverVersion: 1,
    generatedAt: '2026-01-09T00:00:00Z',
    registry: { type: 'git', url: 'ssh://git.example.com/registry.git', defaultBranch: 'main' },
    spaces: new Map(all.map(([, space]) => [keyOf(space), space])),
    targets: new Map(
      Object.entries(targets).map(([name, roots]): [string, LockedTarget] => {
        const keys = roots.map(([, space]) => keyOf(space));
        const envHash = 'sha256:dev' as Integrity;
        return [
          name,
          { compose: roots.map(([ref]) => ref), roots: keys, loadOrder: [...new Set(keys)], envHash },
        ];
      }),
    ),
  };
}
