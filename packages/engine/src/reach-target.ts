import { withFileLock } from '@agent-spaces/core';
import { pruneLeftovers } from '@agent-spaces/materializer';
import { sweepStaging } from '@agent-spaces/store';
import { inRealPlace, type ComposeRequest } from './compose-bundle';
import { eachSpace } from './each-space';
import { openLockedTarget, type TargetAtHand, type TargetOptions } from './open-locked-target';
import { ensurePlugin, repairing } from './plugins';
import type { Session } from './session';

/** One station of one target: what is there, if it is right, and how to make it. */
export interface Station<Made> {
  open(request: ComposeRequest): Made | undefined;
  make(request: ComposeRequest): Promise<Made>;
}

export interface Reached<Made> {
  readonly target: TargetAtHand;
  readonly made: Made;
  /** `false` when it was there already. */
  readonly isNew: boolean;
}

/**
 * Brings a target to a station of `asp_modules`. The project is locked, and looked at again, only where something is to be written; the
 * store is filled before that, because that takes long and hinders nobody.
 * @throws what `openLockedTarget` and the store throw.
 */
export async function reachTarget<Made>(
  session: Session,
  options: TargetOptions,
  { open, make }: Station<Made>,
): Promise<Reached<Made>> {
  const target = await openLockedTarget(session, options);
  const there = open(target.request);
  if (there) return { target, made: there, isNew: false };
  sweepStaging(session.home);
  const { spaces } = target.request;
  await repairing(session, spaces, () =>
    eachSpace(session, spaces, (located) => ensurePlugin(session, located)),
  );
  return withFileLock(target.project.paths.lockFile, session.locking, async (held) => {
    const again = await openLockedTarget(session, options);
    pruneLeftovers(inRealPlace(again.request).directory);
    const meanwhile = open(again.request);
    if (meanwhile) return { target: again, made: meanwhile, isNew: false };
    held.assertHeld();
    return { target: again, made: await make(again.request), isNew: true };
  });
}
