import { Minimatch } from 'minimatch';

/** What Nx is asked to find; the `spaces` option chooses among the manifests of spaces, for a plugin's glob cannot be an option. */
export const CONFIG_FILES = '**/{space.toml,asp-targets.toml}';

export const SPACE_MANIFEST = 'space.toml';
export const TARGETS_MANIFEST = 'asp-targets.toml';
export const LOCK_FILE = 'asp-lock.json';

/** What the found files are. All paths are relative to the workspace root, with `/`, in the order of their text. */
export interface ConfigFiles {
  /** Directories of spaces. */
  readonly spaces: readonly string[];
  /** Directories with Run Targets. */
  readonly runTargets: readonly string[];
  /** Directories that are spaces and have an `asp-targets.toml` too. */
  readonly both: readonly string[];
}

/**
 * Whether a file was written by a task or a package manager: what looks like a project there is a copy of one. Only the top `dist` is
 * where our tasks write; further down it may be the name of a space or a project.
 */
export const isGenerated = (file: string): boolean => GENERATED.test(file);

const GENERATED = /(?:^|\/)(?:asp_modules|node_modules)\/|^dist\//;

/**
 * Sorts out what Nx found. Whatever lies inside a space is the space's content, never a project of its own: Nx would take the
 * files of such a project out of the space, and out of what its tasks are cached by.
 */
export function sortConfigFiles(files: readonly string[], spacesGlob: string): ConfigFiles {
  const isSpaceManifest = spaceManifestMatcher(spacesGlob);
  const candidates: string[] = [];
  const targets: string[] = [];
  for (const found of files) {
    const file = found.replaceAll('\\', '/');
    if (isGenerated(file)) continue;
    if (isSpaceManifest(file)) candidates.push(directoryOf(file));
    else if (file === TARGETS_MANIFEST || file.endsWith(`/${TARGETS_MANIFEST}`))
      targets.push(directoryOf(file));
  }
  const spaces = new Set<string>();
  // The outer one first: what is inside it is only known then.
  for (const directory of candidates.sort((one, other) => one.length - other.length)) {
    if (!isInside(directory, spaces)) spaces.add(directory);
  }
  return {
    spaces: [...spaces].sort(),
    runTargets: targets.filter((directory) => !spaces.has(directory) && !isInside(directory, spaces)).sort(),
    both: targets.filter((directory) => spaces.has(directory)).sort(),
  };
}

/** Whether a path from the workspace root is the manifest of a space. The root itself never is one: it has no id. */
export function spaceManifestMatcher(glob: string): (file: string) => boolean {
  const pattern = new Minimatch(glob).makeRe();
  return (file) => pattern !== false && file.endsWith(`/${SPACE_MANIFEST}`) && pattern.test(file);
}

/** `.` for a file of the workspace root. */
const directoryOf = (file: string): string =>
  file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';

function isInside(directory: string, spaces: ReadonlySet<string>): boolean {
  for (let end = directory.lastIndexOf('/'); end > 0; end = directory.lastIndexOf('/', end - 1)) {
    if (spaces.has(directory.slice(0, end))) return true;
  }
  return false;
}
