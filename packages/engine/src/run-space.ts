import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  DEV_INTEGRITY,
  formatLockFile,
  spaceKey,
  writeFileAtomic,
  type LockedSpace,
  type LockFile,
} from '@agent-spaces/core';
import {
  buildLock,
  computeClosure,
  lockedClosure,
  dependencyRefs,
  lockTarget,
  NO_PINS,
  parseSpaceRef,
  pluginIdentity,
  type ResolvedTarget,
} from '@agent-spaces/resolver';
import { createStaging, keptBundles, removeTree, sweepStaging } from '@agent-spaces/store';
import { checkSpaces } from './check-spaces';
import { composeAlone } from './compose-alone';
import {
  composeBundle,
  locateClosure,
  openComposed,
  type ComposeRequest,
  type TargetBundle,
} from './compose-bundle';
import { locateWorking, withStoreLock, type LocatedSpace } from './plugins';
import { readLock } from './project';
import { readSpace } from './read-space';
import type { Session } from './session';

export interface ComposeSpaceRequest {
  readonly mode: 'global' | 'dev';
  readonly subject: string;
  /** Leave the bundle, for a command that is printed and run later. */
  readonly keep: boolean;
}

export interface ComposedSpace {
  readonly bundle: TargetBundle;
  /** Removes the temporary bundle, unless it was asked to be kept. */
  dispose(): void;
}

/**
 * Composes one space and its dependencies for a run without a project: from a reference (global mode), recorded in
 * `global-lock.json`, or from a directory on disk (dev mode), recorded nowhere (seed 003 §8.2). With `keep` the bundle lies under a
 * name made of its content and stays, so that a printed command can be used later.
 */
export async function composeSpace(session: Session, request: ComposeSpaceRequest): Promise<ComposedSpace> {
  const spaces =
    request.mode === 'global'
      ? await locateReference(session, request)
      : await locatePath(session, request.subject);
  sweepStaging(session.home);
  const compose = {
    name: `asp run ${request.subject}`,
    // What is run loads after all that it needs.
    roots: spaces.slice(-1).map(({ key }) => key),
    projectRoot: session.options.cwd,
    claude: {},
    spaces,
    mayReplaceForeign: true,
  };
  if (request.keep) return { bundle: await keptBundle(session, compose), dispose: () => undefined };
  const temporary = createStaging(session.home, 'run');
  const dispose = (): void => removeTree(temporary);
  try {
    const directory = join(temporary, 'bundle');
    return { bundle: await composeBundle(session, { ...compose, directory }), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** A printed command may be used while the next is printed, so what is there already is left as it is. */
async function keptBundle(
  session: Session,
  compose: Omit<ComposeRequest, 'directory'>,
): Promise<TargetBundle> {
  const request = { ...compose, directory: join(keptBundles(session.home), nameOf(compose)) };
  return openComposed(session, request, 'files') ?? composeAlone(session, request);
}

/** Of all that makes the bundle what it is: two that differ in their content must not lie under one name. */
function nameOf({ projectRoot, spaces }: Omit<ComposeRequest, 'directory'>): string {
  const identity = JSON.stringify([projectRoot, spaces.map(({ key, cacheKey }) => [key, cacheKey])]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

async function locateReference(
  session: Session,
  { subject, keep }: ComposeSpaceRequest,
): Promise<readonly LocatedSpace[]> {
  const ref = parseSpaceRef(subject);
  const closure = await computeClosure([{ ref }], session.registry);
  const spaces = await locateClosure(session, closure);
  await checkSpaces(session, spaces);
  // Nothing runs yet when the command is only printed, and its bundle holds copies.
  if (!keep) await recordGlobally(session, ref.text, { closure, target: lockTarget([ref.text], closure) });
  return spaces;
}

/** Merges what is about to run into `global-lock.json`, so that garbage collection knows of it. */
async function recordGlobally(session: Session, name: string, resolved: ResolvedTarget): Promise<void> {
  const registry = await session.lockRegistry();
  await withStoreLock(session, async (held) => {
    const previous = await readLock(session.home.globalLock, 'global');
    const kept: [string, ResolvedTarget][] = [...(previous?.targets ?? [])].map(([key, target]) => [
      key,
      { closure: lockedClosure(previous as LockFile, target), target },
    ]);
    const targets = new Map(kept).set(name, resolved);
    const lock = buildLock({ registry, targets }, previous, session.now);
    held.assertHeld();
    if (lock !== previous) await writeFileAtomic(session.home.globalLock, formatLockFile(lock));
  });
}

async function locatePath(session: Session, path: string): Promise<readonly LocatedSpace[]> {
  const directory = resolve(session.options.cwd, path);
  const source = await readSpace(
    directory,
    'Name the directory of a space, a target of the project, or space:<id>@<selector>.',
  );
  const { id } = source.manifest;
  const key = spaceKey(id, 'dev');
  const closure = await computeClosure(dependencyRefs(source), session.registry, NO_PINS, key);
  const space: LockedSpace = {
    id,
    commit: 'dev',
    path: `spaces/${id}`,
    integrity: DEV_INTEGRITY,
    plugin: pluginIdentity(source.manifest),
    deps: { spaces: closure.roots },
    resolvedFrom: { selector: 'dev' },
  };
  const spaces = [...(await locateClosure(session, closure)), locateWorking(key, space, source)];
  await checkSpaces(session, spaces);
  return spaces;
}

/**
 * The registry that a space on disk belongs to: the repository whose `spaces/` holds it. Its `@dev` neighbours and its versions are
 * what its dependencies mean. `undefined` for a directory elsewhere.
 */
export function registryAround(path: string, cwd: string): string | undefined {
  const spaces = dirname(resolve(cwd, path));
  const root = dirname(spaces);
  return basename(spaces) === 'spaces' && existsSync(join(root, '.git')) ? root : undefined;
}
