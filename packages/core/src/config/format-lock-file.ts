import type { LockedSpace, LockedTarget, LockFile } from '../model';
import { formatJson } from './format-json';

/** The text of a lock file; key order is fixed, spaces and targets keep the order of their maps (seed 003 §5.3). */
export const formatLockFile = (lock: LockFile): string =>
  formatJson({
    lockfileVersion: lock.lockfileVersion,
    resolverVersion: lock.resolverVersion,
    generatedAt: lock.generatedAt,
    registry: {
      type: lock.registry.type,
      url: lock.registry.url,
      defaultBranch: lock.registry.defaultBranch,
    },
    spaces: new Map([...lock.spaces].map(([key, space]) => [key, spaceEntry(space)])),
    targets: new Map([...lock.targets].map(([name, target]) => [name, targetEntry(target)])),
  });

const spaceEntry = ({ id, commit, path, integrity, plugin, deps, resolvedFrom }: LockedSpace) => ({
  id,
  commit,
  path,
  integrity,
  plugin: { name: plugin.name, version: plugin.version },
  deps: { spaces: deps.spaces },
  resolvedFrom: { selector: resolvedFrom.selector, tag: resolvedFrom.tag, semver: resolvedFrom.semver },
});

const targetEntry = ({ compose, roots, loadOrder, envHash, warnings = [] }: LockedTarget) => ({
  compose,
  roots,
  loadOrder,
  envHash,
  warnings:
    warnings.length > 0
      ? warnings.map(({ code, message, details }) => ({ code, message, details }))
      : undefined,
});
