import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MaterializationError, printable } from '@agent-spaces/core';
import { isErrno } from '@agent-spaces/store';

/** Marks a directory as ours: only what carries it is ever replaced or removed. */
export const BUNDLE_RECORD = '.asp-bundle.json';

/** Whether a directory is a bundle that we made, of whatever content and in whatever state. */
export const isBundle = (directory: string): boolean =>
  isDirectory(directory) &&
  lstatSync(join(directory, BUNDLE_RECORD), { throwIfNoEntry: false })?.isFile() === true;

/** A symlink to a directory is none: what it points to is not ours. */
export const isDirectory = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What lies at the top of a bundle; whatever else is found there was put there by someone. */
const BUNDLE_ENTRIES: ReadonlySet<string> = new Set([BUNDLE_RECORD, 'plugins', 'settings.json', 'mcp.json']);

/** @throws MaterializationError when the directory holds anything that asp did not make, or cannot be looked into. */
export function refuseForeignDirectory(directory: string): void {
  const foreign = foreignEntry(directory);
  if (foreign === undefined) return;
  const what = isBundle(directory) ? `holds "${printable(foreign)}", which` : 'exists and';
  throw new MaterializationError(`${directory} ${what} was not made by asp, so it is not overwritten.`, {
    location: { file: directory },
    hint: 'Name another directory, or remove this one yourself.',
  });
}

/** The first name in the directory, or its own where it is none, that no bundle has. */
function foreignEntry(directory: string): string | undefined {
  try {
    const found = lstatSync(directory, { throwIfNoEntry: false });
    if (!found) return undefined;
    if (!found.isDirectory()) return basename(directory);
    const ours = isBundle(directory);
    return readdirSync(directory).find((name) => !(ours && BUNDLE_ENTRIES.has(name)));
  } catch (error) {
    throw isErrno(error) ? refused(directory, 'looked into', error) : error;
  }
}

/** What the disk refuses, with the place and the system's own word for it. */
export const refused = (
  directory: string,
  what: 'looked into' | 'written' | 'removed',
  cause: { readonly code: string },
): MaterializationError =>
  new MaterializationError(`${directory} cannot be ${what}: ${cause.code}`, {
    location: { file: directory },
    hint:
      what === 'removed'
        ? 'Check who owns it and its permissions, or remove it yourself.'
        : 'Check who owns it and its permissions, and that its disk is not full.',
    cause,
  });

/**
 * Makes the directory that a bundle is to lie in, so that something can stand beside it.
 * @throws MaterializationError when the disk refuses.
 */
export function makeParent(directory: string): void {
  try {
    mkdirSync(dirname(directory), { recursive: true });
  } catch (error) {
    throw isErrno(error) ? refused(directory, 'written', error) : error;
  }
}

/**
 * Removes what an interrupted `writeBundle` left beside the bundles of `parent`, and the bundles that `keep` does not name.
 * Returns the names of what goes, which with `dryRun` stays.
 * @throws MaterializationError when the disk refuses.
 */
export function pruneBundles(
  parent: string,
  keep: ReadonlySet<string>,
  options: { readonly dryRun: boolean },
): readonly string[] {
  const doomed = namesIn(
    parent,
    (name) => LEFTOVER.test(name) || (!keep.has(name) && isBundle(join(parent, name))),
  );
  if (!options.dryRun) for (const name of doomed) remove(join(parent, name));
  return doomed;
}

/**
 * Removes what an interrupted `writeBundle` of this very directory left beside it.
 * @throws MaterializationError when the disk refuses.
 */
export function pruneLeftovers(directory: string): void {
  const parent = dirname(directory);
  const isOurs = (name: string): boolean =>
    LEFTOVER.test(name) && name.startsWith(`.${basename(directory)}.`);
  for (const name of namesIn(parent, isOurs)) remove(join(parent, name));
}

function namesIn(parent: string, isWanted: (name: string) => boolean): readonly string[] {
  try {
    return existsSync(parent) ? readdirSync(parent).filter(isWanted) : [];
  } catch (error) {
    throw isErrno(error) ? refused(parent, 'looked into', error) : error;
  }
}

function remove(path: string): void {
  let doomed = path;
  try {
    // A removal that is cut short may have taken the record of a bundle first: the name has to say that the rest is ours.
    if (!LEFTOVER.test(basename(path))) {
      doomed = aside(path, 'old');
      renameSync(path, doomed);
    }
    rmSync(doomed, { recursive: true, force: true });
  } catch (error) {
    throw isErrno(error) ? refused(existsSync(doomed) ? doomed : path, 'removed', error) : error;
  }
}

/** A name beside a bundle, for what is staged to take its place and for what it has replaced. */
export const aside = (directory: string, purpose: 'new' | 'old'): string =>
  join(dirname(directory), `.${basename(directory)}.${purpose}-${randomBytes(6).toString('hex')}`);

/** What `aside` gives. */
const LEFTOVER = /^\..+\.(?:new|old)-[0-9a-f]{12}$/;
