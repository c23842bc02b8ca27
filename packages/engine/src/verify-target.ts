import type { TargetName } from '@agent-spaces/core';
import {
  bundleTexts,
  compareBundle,
  planPlugin,
  pluginDirectoryName,
  type BundleDifference,
  type PluginFileFacts,
} from '@agent-spaces/materializer';
import { inRealPlace } from './compose-bundle';
import { composeContent, type TargetMember } from './composition';
import { eachSpace } from './each-space';
import { openLockedTarget, type TargetOptions } from './open-locked-target';
import { pluginFileFacts } from './plugin-file-facts';
import { assertPluginIdentity, readSource, repairing, type LocatedSpace } from './plugins';
import type { Project } from './project';
import type { Session } from './session';

export interface VerifyResult {
  readonly project: Project;
  readonly name: TargetName;
  /** Absolute. */
  readonly directory: string;
  /** Empty where the bundle is what the lock says, to the byte. */
  readonly differences: readonly BundleDifference[];
}

interface ExpectedMember extends TargetMember {
  readonly files: readonly PluginFileFacts[];
}

/**
 * Compares `asp_modules/<target>` with what the lock says, which is worked out anew from the spaces themselves: neither the stamps of
 * the bundle nor the plugins of the store are believed. Nothing in the project is changed.
 * @throws ResolutionError where the lock does not hold for the target; IntegrityError where its entry says other than the spaces.
 */
export async function verifyTarget(session: Session, options: TargetOptions): Promise<VerifyResult> {
  const { project, name, request: asked } = await openLockedTarget(session, options);
  const request = inRealPlace(asked);
  const { directory, spaces } = request;
  const members = await repairing(session, spaces, () =>
    eachSpace(session, spaces, (located) => expectMember(session, located), 'verify'),
  );
  const named = members.map(({ located: { space, cacheKey } }, index) => ({
    name: pluginDirectoryName(index, space.id, members.length),
    cacheKey,
  }));
  const differences = compareBundle(directory, {
    plugins: members.map(({ located: { space }, files }) => ({ id: space.id, files })),
    texts: bundleTexts({ ...(await composeContent(request, members)), plugins: named }),
  });
  return { project, name, directory, differences };
}

async function expectMember(session: Session, located: LocatedSpace): Promise<ExpectedMember> {
  const source = await readSource(session, located);
  const plan = await planPlugin(source.manifest, source.content);
  assertPluginIdentity(located, plan);
  return { located, source, files: plan.files.map(pluginFileFacts) };
}
