import type { TargetName } from '@agent-spaces/core';
import { composeBundle, openComposed, type TargetBundle } from './compose-bundle';
import type { TargetOptions } from './open-locked-target';
import type { Project } from './project';
import { reachTarget } from './reach-target';
import type { Session } from './session';

export interface ComposeResult {
  readonly project: Project;
  readonly name: TargetName;
  readonly bundle: TargetBundle;
  /** `false` when it was there already, untouched. */
  readonly composed: boolean;
}

/**
 * The station "compose" by itself: settings, MCP servers and the record of a target's bundle. Its plugins are looked at first: what a
 * cache has restored is compared byte for byte with what the lock promises and kept where it is right, and replaced where it is not.
 * @throws ResolutionError where the lock does not hold for the target; what planning, composing and the store throw.
 */
export async function composeTarget(session: Session, options: TargetOptions): Promise<ComposeResult> {
  const { target, made, isNew } = await reachTarget(session, options, {
    open: (request) => openComposed(session, request, 'files'),
    make: (request) => composeBundle(session, request),
  });
  return { project: target.project, name: target.name, bundle: made, composed: isNew };
}
