import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { StoreError } from '@agent-spaces/core';
import type { AspHome } from './asp-home';
import { hasErrno, isErrno } from './errno';

/** A directory under `tmp/` that becomes an entry by one rename, or is gone. Its name tells whose it is, so that a crash leaves no orphan for ever. */
export function createStaging(home: AspHome, purpose: string): string {
  const directory = join(home.tmp, stagingName(purpose));
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw unwritable(home.tmp, cause);
  }
  return directory;
}

/**
 * Makes an entry of the store: `fill` writes it into a staging directory, which then takes its place by one rename. Whoever comes first
 * wins: entries under one key are equal, so a second one is dropped. `replace` moves an entry that is known to be damaged out of the
 * way first. On failure nothing stays behind.
 * @throws StoreError where the disk refuses; what `fill` throws.
 */
export async function makeEntry<Entry>(
  home: AspHome,
  target: string,
  options: { readonly purpose: string; readonly replace: boolean },
  fill: (staging: string) => Promise<Entry>,
): Promise<Entry> {
  const staging = createStaging(home, options.purpose);
  try {
    const entry = await fill(staging);
    if (options.replace) discard(home, target);
    place(staging, target);
    return entry;
  } catch (error) {
    removeTree(staging);
    throw isErrno(error) ? unwritable(home.root, error) : error;
  }
}

/**
 * Whether something is kept at `entry`, whatever it is.
 * @throws StoreError where the store cannot be looked into, so that nobody takes a broken store for an empty one.
 */
export function isKept(home: AspHome, entry: string): boolean {
  try {
    return lstatSync(entry, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    throw new StoreError(`${dirname(entry)} cannot be looked into: ${reasonOf(cause)}`, {
      location: { file: dirname(entry) },
      hint: `It has to be a directory that you may read. Remove what is in its place, or choose another ASP_HOME than ${home.root}.`,
      cause,
    });
  }
}

function discard(home: AspHome, entry: string): void {
  if (!isKept(home, entry)) return;
  const doomed = join(home.tmp, stagingName('damaged'));
  renameSync(entry, doomed);
  removeTree(doomed);
}

function place(staging: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  try {
    renameSync(staging, target);
  } catch (error) {
    if (!hasErrno(error, 'EEXIST', 'ENOTEMPTY', 'EPERM') || !existsSync(target)) throw error;
    removeTree(staging);
  }
}

const unwritable = (directory: string, cause: unknown): StoreError =>
  new StoreError(`${directory} cannot be written: ${reasonOf(cause)}`, {
    location: { file: directory },
    hint: 'Make ASP_HOME writable and see that its disk is not full, or choose another with ASP_HOME or --asp-home.',
    cause,
  });

/** Without the path: it has a random name in it, which says nothing to anyone. */
const reasonOf = (cause: unknown): string => (isErrno(cause) ? cause.code : String(cause));

/** Removes a tree of read-only files. */
export function removeTree(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/** Bundles of commands that were printed instead of run. */
export const keptBundles = (home: AspHome): string => join(home.tmp, 'dry-run');

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Removes what processes of this machine that no longer run have left in `tmp/`, and kept bundles that are a week old. */
export function sweepStaging(home: AspHome): void {
  if (!existsSync(home.tmp)) return;
  const kept = keptBundles(home);
  for (const name of existsSync(kept) ? readdirSync(kept) : []) {
    const bundle = join(kept, name);
    const { mtimeMs } = lstatSync(bundle, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > KEPT_MS) sweep(bundle);
  }
  for (const name of readdirSync(home.tmp)) {
    const [, host, pid] = /^.+\.([^.]+)\.(\d+)\.[0-9a-f]{12}$/.exec(name) ?? [];
    if (host !== machine || pid === undefined || isAlive(Number(pid))) continue;
    sweep(join(home.tmp, name));
  }
}

/** What another user left, or another process is sweeping too, is theirs to remove and no reason to fail. */
function sweep(directory: string): void {
  try {
    removeTree(directory);
  } catch (error) {
    if (!hasErrno(error, 'EACCES', 'EPERM', 'ENOTEMPTY')) throw error;
  }
}

const machine = hostname().replace(/[^A-Za-z0-9-]/g, '-');

const stagingName = (purpose: string): string =>
  `${purpose}.${machine}.${process.pid}.${randomBytes(6).toString('hex')}`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrno(error, 'EPERM');
  }
}
