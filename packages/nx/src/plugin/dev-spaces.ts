import type { ReferencedSpace, SpaceFacts } from './facts';

/** The spaces that a Run Target takes from working copies. */
export interface DevSpaces {
  /** Ids of those that are spaces of this workspace, in the order of their text. */
  readonly local: readonly string[];
  /** Whether there are others: nothing in the workspace tells when they change. */
  readonly outside: boolean;
}

/**
 * What the lock says a Run Target loads and what its manifest asks for, together: the lock may be older than the manifest or than the
 * spaces, and the task that mends it runs after the graph was made.
 *
 * @param loadOrder of the lock; empty where the target is not locked
 * @param spaces of the workspace by id, where references are resolved in it
 */
export function findDevSpaces(
  compose: readonly ReferencedSpace[],
  loadOrder: readonly ReferencedSpace[],
  spaces: ReadonlyMap<string, SpaceFacts>,
): DevSpaces {
  const ids = new Set<string>();
  const pending = [...compose, ...loadOrder];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (!next.dev || ids.has(next.id)) continue;
    ids.add(next.id);
    pending.push(...(spaces.get(next.id)?.deps ?? []));
  }
  const local = [...ids].filter((id) => spaces.has(id)).sort();
  return { local, outside: local.length < ids.size };
}
