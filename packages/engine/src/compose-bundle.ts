import { join } from 'node:path';
import { lintPins, type LintWarning, type PinnedTarget } from '@agent-spaces/lint';
import {
  computeBundleKey,
  openBundle,
  openPlugins,
  writeBundle,
  writePlugins,
  type ComposedBundle,
  type Scrutiny,
} from '@agent-spaces/materializer';
import type { Closure } from '@agent-spaces/resolver';
import { composeContent, type CompositionRequest } from './composition';
import { eachSpace } from './each-space';
import { ensurePlugin, ensureSource, isStored, locateSpace, repairing, type LocatedSpace } from './plugins';
import { lockEntryOf, type Project } from './project';
import { realPlace } from './real-place';
import type { Session } from './session';

/**
 * What composing a bundle needs to know; everything else follows from the content of the spaces. Symlinks above its directory are
 * followed: the client lets a skill read its files only where every name it has for them is allowed, and a bundle has one.
 */
export interface ComposeRequest extends PinnedTarget, CompositionRequest {
  /** In load order. */
  readonly spaces: readonly LocatedSpace[];
  /** Whether something at `directory` that asp did not make may be replaced: in `asp_modules`, which is ours by contract. */
  readonly mayReplaceForeign: boolean;
}

export interface TargetBundle extends ComposedBundle {
  readonly warnings: readonly LintWarning[];
}

/** The spaces of a closure, with their places in the project's lock where they are taken from it. */
export const locateClosure = (
  session: Session,
  closure: Closure,
  project?: Project,
): Promise<readonly LocatedSpace[]> =>
  Promise.all(
    [...closure.spaces].map(([key, space]) =>
      locateSpace(session, key, space, project && lockEntryOf(project, key)),
    ),
  );

/** The plugin directories of the bundle that `request` asks for, if they are there, untouched, composed or not. */
export function openMaterialized(request: ComposeRequest): readonly string[] | undefined {
  const { directory, spaces } = inRealPlace(request);
  return openPlugins(directory, identitiesOf(spaces));
}

/** The bundle at `directory` if it is what composing would write there, untouched, and the store still holds what it came from. */
export function openComposed(
  session: Session,
  asked: ComposeRequest,
  scrutiny: Scrutiny,
): TargetBundle | undefined {
  const request = inRealPlace(asked);
  const bundle = openBundle(request.directory, keyOf(request), scrutiny);
  if (!bundle || !request.spaces.every((space) => isStored(session, space))) return undefined;
  return { ...bundle, warnings: warningsOf(request, bundle.notes as readonly LintWarning[]) };
}

/**
 * Makes the plugins of a bundle and puts them in their place (seed 003 §7.1); what else lies in the bundle stays. Store entries that
 * turn out damaged on the way are rebuilt, once.
 * @throws what planning and the store throw.
 */
export const materializeBundle = (session: Session, request: ComposeRequest): Promise<readonly string[]> =>
  repairing(session, request.spaces, async () => {
    const { directory, spaces, mayReplaceForeign } = inRealPlace(request);
    const plugins = await eachSpace(session, spaces, async (located) => ({
      id: located.space.id,
      plugin: await ensurePlugin(session, located),
    }));
    return writePlugins(session.blobs, directory, plugins, { mayReplaceForeign });
  });

/**
 * As `materializeBundle`, and lints and composes what is between the plugins (seed 003 §7.3, §7.4).
 * @throws what planning, composing and the store throw.
 */
export const composeBundle = (session: Session, request: ComposeRequest): Promise<TargetBundle> =>
  repairing(session, request.spaces, () => compose(session, inRealPlace(request)));

async function compose(session: Session, request: ComposeRequest): Promise<TargetBundle> {
  const { directory, spaces, mayReplaceForeign } = request;
  const members = await eachSpace(session, spaces, async (located) => ({
    located,
    plugin: await ensurePlugin(session, located),
    source: await ensureSource(session, located),
  }));
  const content = await composeContent(request, members);
  const plugins = members.map(({ located: { space }, plugin }) => ({ id: space.id, plugin }));
  const bundle = writeBundle(
    session.blobs,
    directory,
    keyOf(request),
    { plugins, ...content },
    { mayReplaceForeign, onAltered: noticeAltered(session, directory) },
  );
  return { ...bundle, warnings: warningsOf(request, content.notes) };
}

/** What is put right is told: it may have been in a cache that others use too. */
const noticeAltered =
  (session: Session, directory: string) =>
  (path: string): void =>
    session.notice(
      `${join(directory, path)} was not what the lock promises, and is replaced.`,
      'Where nobody edited it, a cache brought it: see who may write there, and clear it (nx reset).',
    );

/**
 * What lint says of a bundle, by code. What follows from the pins is not kept with it: one bundle serves whoever pins the same
 * content, and who requires what may be another each time.
 */
export const warningsOf = (
  request: ComposeRequest,
  found: readonly LintWarning[],
): readonly LintWarning[] => [...found, ...lintPins(request)];

/** Where the bundle of a request really lies. */
export const inRealPlace = (request: ComposeRequest): ComposeRequest => ({
  ...request,
  directory: realPlace(request.directory),
});

const keyOf = ({ directory, projectRoot, claude, spaces }: ComposeRequest): string =>
  computeBundleKey({ directory, projectRoot, claude, plugins: identitiesOf(spaces) });

const identitiesOf = (
  spaces: readonly LocatedSpace[],
): readonly { readonly id: string; readonly cacheKey: string }[] =>
  spaces.map(({ space, cacheKey }) => ({ id: space.id, cacheKey }));
