import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import {
  decodeText,
  IntegrityError,
  parseSpaceManifest,
  RENEW_PINS,
  SnapshotError,
  withFileLock,
  type Integrity,
  type LockedSpace,
  type PluginCacheKey,
  type SourceLocation,
  type SpaceContent,
  type SpaceKey,
  type SpaceManifest,
} from '@agent-spaces/core';
import { planPlugin, type PluginPlan } from '@agent-spaces/materializer';
import { computeIntegrity, computePluginCacheKey, type SpaceSource } from '@agent-spaces/resolver';
import {
  addPlugin,
  addSnapshot,
  assertIntegrity,
  lookUpPlugin,
  openSnapshot,
  verifyPlugin,
  verifySnapshot,
  type CachedPlugin,
  type PluginRequest,
  type SnapshotRequest,
} from '@agent-spaces/store';
import type { Session } from './session';

/**
 * A locked space with what its key stands for at this moment: for a pinned space the lock's integrity, for a `@dev` space the hash
 * of the files as they lie on disk, so that a mutable space never answers for another state of itself.
 */
export interface LocatedSpace {
  readonly key: SpaceKey;
  readonly space: LockedSpace;
  readonly integrity: Integrity;
  readonly cacheKey: PluginCacheKey;
  /** The files on disk, for a `@dev` space and for a space that is run from a path. */
  readonly working: SpaceSource | undefined;
  /** Where the lock has it, if a lock does. */
  readonly lockEntry: LockEntry | undefined;
}

export interface LockEntry {
  readonly file: string;
  readonly pointer: string;
}

export async function locateSpace(
  session: Session,
  key: SpaceKey,
  space: LockedSpace,
  lockEntry?: LockEntry,
): Promise<LocatedSpace> {
  if (space.commit !== 'dev') return locate(key, space, space.integrity, undefined, lockEntry);
  const registry = await session.registry();
  const working = await registry.devSpace(space.id);
  if (!working) {
    throw new SnapshotError(`${registry.devSpaceDirectory(space.id)} holds no space.toml.`, {
      hint: `${key} is read from the registry's working copy: create it there, or pin a published version.`,
    });
  }
  return locateWorking(key, space, working, lockEntry);
}

export const locateWorking = (
  key: SpaceKey,
  space: LockedSpace,
  working: SpaceSource,
  lockEntry?: LockEntry,
): LocatedSpace => locate(key, space, computeIntegrity(working.content.files), working, lockEntry);

const locate = (
  key: SpaceKey,
  space: LockedSpace,
  integrity: Integrity,
  working: SpaceSource | undefined,
  lockEntry: LockEntry | undefined,
): LocatedSpace => ({
  key,
  space,
  integrity,
  working,
  lockEntry,
  cacheKey: computePluginCacheKey(integrity, space.plugin.name, space.plugin.version),
});

/** The place of what the lock says of a space, for an error that it causes. */
export const lockedAt = (
  { lockEntry }: LocatedSpace,
  member: keyof LockedSpace,
): { readonly location?: SourceLocation } =>
  lockEntry ? { location: { ...lockEntry, pointer: `${lockEntry.pointer}/${member}` } } : {};

/** Whether the store has what an install puts there for this space; says nothing of its state. */
export const isStored = (session: Session, { working, integrity, cacheKey }: LocatedSpace): boolean =>
  existsSync(session.home.plugin(cacheKey)) &&
  (working !== undefined || existsSync(session.home.snapshot(integrity)));

/** A space's manifest and files: from disk for `@dev`, else from its snapshot, which is made if it is missing or damaged. */
export async function ensureSource(session: Session, located: LocatedSpace): Promise<SpaceSource> {
  if (located.working) return located.working;
  const known = session.sources.get(located.integrity);
  if (known) return known;
  const reading = readSnapshot(session, located);
  session.sources.set(located.integrity, reading);
  return reading;
}

/**
 * A space's manifest and files from wherever they are to be had, the registry included, without putting a snapshot of them into the
 * store.
 * @throws IntegrityError when they are not what the lock says.
 */
export async function readSource(session: Session, located: LocatedSpace): Promise<SpaceSource> {
  const { integrity, working } = located;
  if (working || existsSync(session.home.snapshot(integrity))) return ensureSource(session, located);
  const content = await registryContent(session, located);
  assertIntegrity(snapshotRequest(located, content));
  return { content, manifest: await readManifest(located, content) };
}

async function readSnapshot(session: Session, located: LocatedSpace): Promise<SpaceSource> {
  const content = await ensureSnapshot(session, located);
  return { content, manifest: await readManifest(located, content) };
}

async function ensureSnapshot(session: Session, located: LocatedSpace): Promise<SpaceContent> {
  const { integrity } = located;
  const found = await orDamaged(() => openSnapshot(session.home, integrity));
  if (found.kind === 'whole' && found.entry) return found.entry.content;

  const request = snapshotRequest(located, await registryContent(session, located));
  const add = async (): Promise<SpaceContent> =>
    (await addSnapshot(session.home, session.blobs, request, { replace: found.kind === 'damaged' })).content;
  if (found.kind === 'whole') return add();
  session.notice(`Rebuilt from the registry: ${found.error.message}`);
  return withStoreLock(session, add);
}

export function snapshotRequest(located: LocatedSpace, content: SpaceContent): SnapshotRequest {
  const { space, integrity } = located;
  const { location } = lockedAt(located, 'integrity');
  return {
    spaceId: space.id,
    commit: space.commit,
    integrity,
    sourcePath: space.path,
    content,
    ...(location ? { lockedAt: location } : {}),
  };
}

/** Reads a pinned space from the registry; asks its remote once when the clone lacks the commit. */
export async function registryContent(session: Session, located: LocatedSpace): Promise<SpaceContent> {
  const { key, space } = located;
  const registry = await session.registry();
  const read = async (): Promise<SpaceContent | undefined> => {
    if (space.commit === 'dev') return (await registry.devSpace(space.id))?.content;
    const lookup = await registry.repository.lookUpCommit(space.commit);
    return lookup.kind === 'found' ? (await registry.spaceAt(space.id, lookup.sha))?.content : undefined;
  };
  const content = (await read()) ?? ((await session.refresh()) ? await read() : undefined);
  if (content) return content;
  throw new SnapshotError(
    `The registry ${registry.repository.directory} has no ${space.path} at ${space.commit}, which the lock pins for ${key}.`,
    {
      ...lockedAt(located, 'commit'),
      hint: session.options.fetch
        ? `Check that this is the registry that the lock was made from (registry.url in asp-lock.json), or ${RENEW_PINS}.`
        : `Run again without --no-fetch. Where the registry is an Nx workspace, which is never fetched: fetch all of its history with its tags (in CI fetch-depth: 0). If the lock was edited, restore it; if it was made from another registry (registry.url in asp-lock.json), ${RENEW_PINS}.`,
    },
  );
}

/** @throws ConfigError with the place in the registry for a faulty `space.toml`. */
export async function readManifest({ space }: LocatedSpace, content: SpaceContent): Promise<SpaceManifest> {
  const place = `${space.commit.slice(0, 12)}:${space.path}/space.toml`;
  const text = decodeText(await content.read('space.toml'), place);
  return parseSpaceManifest(text, place, { expectedId: space.id });
}

/** The materialized plugin of a space (seed 003 §7.1), made if it is missing, damaged or of another materializer. */
export async function ensurePlugin(session: Session, located: LocatedSpace): Promise<CachedPlugin> {
  const found = await orDamaged(() => lookUpPlugin(session.home, located.cacheKey));
  if (found.kind === 'whole' && found.entry.kind === 'found') return found.entry.plugin;
  if (found.kind === 'damaged') session.notice(`Rebuilt from the snapshot: ${found.error.message}`);
  return materializePlugin(session, located, {
    replace: found.kind === 'damaged' || found.entry.kind === 'outdated',
  });
}

async function materializePlugin(
  session: Session,
  located: LocatedSpace,
  options: { replace: boolean },
): Promise<CachedPlugin> {
  // Before the lock is taken: a snapshot that is damaged too takes the same lock to be rebuilt.
  const request = await pluginRequest(session, located);
  const add = (): Promise<CachedPlugin> => addPlugin(session.home, session.blobs, request, options);
  return options.replace ? withStoreLock(session, add) : add();
}

async function pluginRequest(session: Session, located: LocatedSpace): Promise<PluginRequest> {
  const { content, manifest } = await ensureSource(session, located);
  const plan = await planPlugin(manifest, content);
  assertPluginIdentity(located, plan);
  return {
    key: located.cacheKey,
    spaceKey: located.key,
    integrity: located.integrity,
    pluginName: plan.name,
    pluginVersion: plan.version,
    files: plan.files.map(({ path, executable, source }) => ({
      path,
      executable,
      ...(source.kind === 'generated'
        ? { text: source.text }
        : { oid: source.oid, read: () => content.read(source.from) }),
    })),
  };
}

/** @throws IntegrityError when the lock gives the plugin another name or version than the space itself. */
export function assertPluginIdentity(
  located: LocatedSpace,
  { name, version }: Pick<PluginPlan, 'name' | 'version'>,
): void {
  const { key, space } = located;
  const { plugin } = space;
  if (name === plugin.name && version === plugin.version) return;
  throw new IntegrityError(
    `${key} is a plugin "${name}" ${version ?? 'without version'}, but the lock says "${plugin.name}" ${plugin.version ?? 'without version'}.`,
    {
      ...lockedAt(located, 'plugin'),
      hint: `The lock was edited by hand: restore it, or ${RENEW_PINS}.`,
    },
  );
}

/** Does `work`; if store entries turn out damaged on the way, they are rebuilt and it is done once more. */
export async function repairing<Result>(
  session: Session,
  spaces: readonly LocatedSpace[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    await repairStored(session, spaces);
    return work();
  }
}

/** An entry of the store that is not what was stored, and what it can be made from again. */
export interface DamagedEntry {
  readonly key: SpaceKey;
  readonly from: 'registry' | 'snapshot';
  readonly message: string;
}

/** Re-hashes everything the store keeps for these spaces (`--verify`) and tells what `repairStored` would rebuild. */
export async function findDamaged(
  session: Session,
  spaces: readonly LocatedSpace[],
): Promise<readonly DamagedEntry[]> {
  const damaged: DamagedEntry[] = [];
  for (const [index, located] of spaces.entries()) {
    session.progress('verify', index, spaces.length);
    const { key } = located;
    const snapshot = await snapshotDamage(session, located);
    if (snapshot) damaged.push({ key, from: 'registry', message: snapshot.message });
    const plugin = await pluginDamage(session, located);
    if (plugin) damaged.push({ key, from: 'snapshot', message: plugin.message });
  }
  session.progress('verify', spaces.length, spaces.length);
  return damaged;
}

/** Re-hashes everything the store keeps for these spaces and rebuilds what is damaged (`--verify`). */
export async function repairStored(session: Session, spaces: readonly LocatedSpace[]): Promise<void> {
  for (const [index, located] of spaces.entries()) {
    session.progress('verify', index, spaces.length);
    session.sources.delete(located.integrity);
    await repairSnapshot(session, located);
    await repairPlugin(session, located);
  }
  session.progress('verify', spaces.length, spaces.length);
}

async function repairSnapshot(session: Session, located: LocatedSpace): Promise<void> {
  const { home, blobs } = session;
  const damage = await snapshotDamage(session, located);
  if (!damage) return;
  session.notice(`Rebuilt from the registry: ${damage.message}`);
  const request = snapshotRequest(located, await registryContent(session, located));
  await withStoreLock(session, () => addSnapshot(home, blobs, request, { replace: true }));
}

async function repairPlugin(session: Session, located: LocatedSpace): Promise<void> {
  const damage = await pluginDamage(session, located);
  if (!damage) return;
  session.notice(`Rebuilt from the snapshot: ${damage.message}`);
  await materializePlugin(session, located, { replace: true });
}

/** `undefined` as well where there is nothing that could be damaged. */
async function snapshotDamage(
  { home }: Session,
  { integrity, working }: LocatedSpace,
): Promise<IntegrityError | undefined> {
  if (working) return undefined;
  const found = await orDamaged(() => {
    const snapshot = openSnapshot(home, integrity);
    if (snapshot) verifySnapshot(snapshot);
  });
  return found.kind === 'damaged' ? found.error : undefined;
}

async function pluginDamage(
  { home }: Session,
  { cacheKey }: LocatedSpace,
): Promise<IntegrityError | undefined> {
  const found = await orDamaged(() => {
    const lookup = lookUpPlugin(home, cacheKey);
    if (lookup.kind === 'found') verifyPlugin(lookup.plugin);
  });
  return found.kind === 'damaged' ? found.error : undefined;
}

type Checked<Entry> =
  | { readonly kind: 'whole'; readonly entry: Entry }
  | { readonly kind: 'damaged'; readonly error: IntegrityError };

async function orDamaged<Entry>(open: () => Entry | Promise<Entry>): Promise<Checked<Entry>> {
  try {
    return { kind: 'whole', entry: await open() };
  } catch (error) {
    if (error instanceof IntegrityError) return { kind: 'damaged', error };
    throw error;
  }
}

/** Entries are only ever added without this lock; who takes one away holds it (seed 003, appendix C). */
export async function withStoreLock<Result>(
  session: Session,
  work: (held: { assertHeld(): void }) => Promise<Result>,
): Promise<Result> {
  await mkdir(session.home.root, { recursive: true });
  return withFileLock(session.home.storeLock, session.locking, work);
}
