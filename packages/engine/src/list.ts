import type { LockedSpace, SpaceKey, TargetName } from '@agent-spaces/core';
import { openProject } from './project';
import type { Session } from './session';

export interface ListedTarget {
  readonly name: TargetName;
  readonly description?: string;
  readonly compose: readonly string[];
  /** Whether the lock was made from these references; the spaces are then what they mean. */
  readonly current: boolean;
  /** In load order; `undefined` while the lock has no entry for the target. */
  readonly spaces?: readonly ListedSpace[];
}

export interface ListedSpace {
  readonly key: SpaceKey;
  readonly id: string;
  readonly version?: string;
  readonly selector: string;
  readonly root: boolean;
}

/** `asp list` (seed 003 §10): the project's targets and what the lock resolves them to. Needs neither git nor the store. */
export async function list(
  session: Session,
  options: { readonly project?: string },
): Promise<{ readonly project: string; readonly targets: readonly ListedTarget[] }> {
  const project = await openProject(session, options.project);
  const targets = [...project.manifest.targets].map(([name, { description, compose }]): ListedTarget => {
    const locked = project.lock?.targets.get(name);
    const spaces = locked?.loadOrder.flatMap((key) => {
      const space = project.lock?.spaces.get(key);
      return space ? [listSpace(key, space, locked.roots.includes(key))] : [];
    });
    const current = locked?.compose.join('\n') === compose.join('\n');
    return { name, ...(description ? { description } : {}), compose, current, ...(spaces ? { spaces } : {}) };
  });
  return { project: project.root, targets };
}

function listSpace(key: SpaceKey, { id, plugin, resolvedFrom }: LockedSpace, root: boolean): ListedSpace {
  const version = resolvedFrom.semver ?? plugin.version;
  return { key, id, ...(version ? { version } : {}), selector: resolvedFrom.selector, root };
}
