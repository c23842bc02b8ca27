import type { TargetName } from '@agent-spaces/core';
import { join } from 'node:path';
import { inRealPlace, materializeBundle, openMaterialized } from './compose-bundle';
import type { TargetOptions } from './open-locked-target';
import type { Project } from './project';
import { reachTarget } from './reach-target';
import type { Session } from './session';

export interface MaterializeResult {
  readonly project: Project;
  readonly name: TargetName;
  /** Absolute; holds the plugins of the target and nothing else. */
  readonly directory: string;
  /** In load order; absolute. */
  readonly pluginDirectories: readonly string[];
  /** `false` when they were there already, untouched. */
  readonly materialized: boolean;
}

/**
 * The station "materialize" by itself: `asp_modules/<target>/plugins` becomes what the lock says, and nothing else in the bundle is
 * touched. A snapshot that the store lacks is taken on the way; a plugin that is there and right, whoever has put it there, stays.
 * @throws ResolutionError where the lock does not hold for the target; what planning and the store throw.
 */
export async function materializeTarget(
  session: Session,
  options: TargetOptions,
): Promise<MaterializeResult> {
  const { target, made, isNew } = await reachTarget(session, options, {
    open: openMaterialized,
    make: (request) => materializeBundle(session, request),
  });
  return {
    project: target.project,
    name: target.name,
    directory: join(inRealPlace(target.request).directory, 'plugins'),
    pluginDirectories: made,
    materialized: isNew,
  };
}
