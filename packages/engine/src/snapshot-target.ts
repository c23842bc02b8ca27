import type { Integrity, SpaceKey, TargetName } from '@agent-spaces/core';
import { sweepStaging } from '@agent-spaces/store';
import { existsSync } from 'node:fs';
import { eachSpace } from './each-space';
import { openLockedTarget, type TargetOptions } from './open-locked-target';
import { ensureSource, repairing } from './plugins';
import type { Project } from './project';
import type { Session } from './session';

export interface TakenSnapshot {
  readonly key: SpaceKey;
  readonly integrity: Integrity;
  /** Absolute, in the store. */
  readonly directory: string;
  /** `false` when it was there already. */
  readonly added: boolean;
}

export interface SnapshotResult {
  readonly project: Project;
  readonly name: TargetName;
  /** In load order; a `@dev` space has none. */
  readonly snapshots: readonly TakenSnapshot[];
}

/**
 * The station "snapshot" by itself: puts into the store what a target's lock entry pins (seed 003 §8.1). One that is there and damaged
 * is rebuilt.
 * @throws ResolutionError where the lock does not hold for the target; SnapshotError and IntegrityError where the registry has not
 * what is pinned.
 */
export async function snapshotTarget(session: Session, options: TargetOptions): Promise<SnapshotResult> {
  const { project, name, request } = await openLockedTarget(session, options);
  sweepStaging(session.home);
  const pinned = request.spaces.filter(({ working }) => !working);
  const snapshots = await repairing(session, pinned, () =>
    eachSpace(session, pinned, async (located): Promise<TakenSnapshot> => {
      const { key, integrity } = located;
      const directory = session.home.snapshot(integrity);
      const isThere = existsSync(directory);
      await ensureSource(session, located);
      return { key, integrity, directory, added: !isThere };
    }),
  );
  return { project, name, snapshots };
}
