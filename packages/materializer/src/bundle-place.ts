import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
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
  what: 'looked into' | 'written',
  cause: { readonly code: string },
): MaterializationError =>
  new MaterializationError(`${directory} cannot be ${what}: ${cause.code}`, {
    location: { file: directory },
    hint: 'Check who owns it and its permissions, and that its disk is not full.',
    cause,
  });

/**
 * Removes what an interrupted `writeBundle` left beside the bundles of `parent`, and the bundles that `keep` does not name.
 * Returns the names of what goes, which with `dryRun` stays.
 */
export function pruneBundles(
  parent: string,
  keep: ReadonlySet<string>,
  options: { readonly dryRun: boolean },
): readonly string[] {
  if (!existsSync(parent)) return [];
  const doomed = readdirSync(parent).filter(
    (name) => LEFTOVER.test(name) || (!keep.has(name) && isBundle(join(parent, name))),
  );
  if (!options.dryRun) {
    for (const name of doomed) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return doomed;
}

/** Removes what an interrupted `writeBundle` of this very directory left beside it. */
export function pruneLeftovers(directory: string): void {
  const parent = dirname(directory);
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    if (!LEFTOVER.test(name) || !name.startsWith(`.${basename(directory)}.`)) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** The names that `writeBundle` gives what it stages and what it has replaced. */
const LEFTOVER = /^\..+\.(?:new|old)-[0-9a-f]{12}$/;
