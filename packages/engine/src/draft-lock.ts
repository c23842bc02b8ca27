import type { LockFile, TargetName } from '@agent-spaces/core';
import { buildLock, type ResolvedTarget } from '@agent-spaces/resolver';
import type { Project } from './project';
import { registryOf } from './registry-of';
import type { Session } from './session';

/** An unchanged lock keeps what it says of its registry, unless it is to be brought up to date: a warm install needs no git at all. */
export async function draftLock(
  session: Session,
  { lock: previous, root }: Project,
  resolved: ReadonlyMap<TargetName, ResolvedTarget>,
  { update }: { readonly update?: boolean },
): Promise<LockFile> {
  if (previous && !update) {
    const same = buildLock({ registry: previous.registry, targets: resolved }, previous, session.now);
    if (same === previous) return previous;
  }
  return buildLock({ registry: await registryOf(session, root), targets: resolved }, previous, session.now);
}
