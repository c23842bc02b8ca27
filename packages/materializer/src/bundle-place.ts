import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MaterializationError, printable } from '@agent-spaces/core';
import { isErrno } from '@agent-spaces/store';

/** What a bundle is made of, the same on every machine. */
export const BUNDLE_RECORD = '.asp-bundle.json';
/** What this machine knows of its copy. */
export const BUNDLE_STAMP = '.asp-stamp.json';

/**
 * Whether a directory is a bundle that we made, of whatever content and in whatever state. Only such a directory is ever replaced or
 * removed outside of `asp_modules`.
 */
export const isBundle = (directory: string): boolean =>
  isDirectory(directory) && [BUNDLE_STAMP, BUNDLE_RECORD].some((name) => isFile(join(directory, name)));

/** A symlink to a directory is none: what it points to is not ours. */
export const isDirectory = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

export const isFile = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** What lies at the top of a bundle; whatever else is found there was put there by someone. */
const BUNDLE_ENTRIES: ReadonlySet<string> = new Set([
  BUNDLE_RECORD,
  BUNDLE_STAMP,
  'plugins',
  'settings.json',
  'mcp.json',
]);

/** The name of a plugin in a bundle of `count` (seed 003 §4.2): sorted by name is load order, however many there are. */
export const pluginDirectoryName = (index: number, id: string, count: number): string =>
  `${String(index).padStart(Math.max(3, String(count - 1).length), '0')}-${id}`;

/** Whether a name is one that `pluginDirectoryName` gives. */
export const isPluginDirectoryName = (name: string): boolean =>
  /^\d{3,}-[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name);

/**
 * Whether a directory under `asp_modules` holds plugins that were put there and never became a bundle, and nothing else: a task that
 * only materializes leaves that where a cache restores its output, without any record.
 */
function holdsOnlyPlugins(directory: string): boolean {
  const plugins = join(directory, 'plugins');
  return (
    isDirectory(directory) &&
    isDirectory(plugins) &&
    readdirSync(directory).every((name) => BUNDLE_ENTRIES.has(name)) &&
    readdirSync(plugins).every(isPluginDirectoryName)
  );
}

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
  const isOurs = (directory: string): boolean => isBundle(directory) || holdsOnlyPlugins(directory);
  const doomed = namesIn(
    parent,
    (name) => LEFTOVER.test(name) || (!keep.has(name) && isOurs(join(parent, name))),
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
    removeTree(doomed);
  } catch (error) {
    throw isErrno(error) ? refused(existsSync(doomed) ? doomed : path, 'removed', error) : error;
  }
}

/** Removes what was staged and what was replaced. What resists keeps its name, by which the next install finds it, and says why. */
export function dropLeftover(path: string): void {
  try {
    removeTree(path);
  } catch (error) {
    if (!isErrno(error)) throw error;
  }
}

/** Also where someone has taken the permissions of a directory away. */
function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!isErrno(error) || !openDirectories(path)) throw error;
    rmSync(path, { recursive: true, force: true });
  }
}

/** `false` where they are not ours to open. */
function openDirectories(path: string): boolean {
  if (!isDirectory(path)) return true;
  try {
    chmodSync(path, 0o700);
  } catch (error) {
    if (isErrno(error)) return false;
    throw error;
  }
  return readdirSync(path).every((name) => openDirectories(join(path, name)));
}

/** A name beside a bundle, for what is staged to take its place and for what it has replaced. */
export const aside = (directory: string, purpose: 'new' | 'old'): string =>
  join(dirname(directory), `.${basename(directory)}.${purpose}-${randomBytes(6).toString('hex')}`);

/** What `aside` gives. */
const LEFTOVER = /^\..+\.(?:new|old)-[0-9a-f]{12}$/;
