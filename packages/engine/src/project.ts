import { existsSync, lstatSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import {
  closest,
  ConfigError,
  findProjectRoot,
  MaterializationError,
  parseLockFile,
  parseProjectManifest,
  projectPaths,
  readTextFile,
  type ClaudeOptions,
  type LockFile,
  type ProjectManifest,
  type ProjectPaths,
  type SpaceKey,
  type TargetName,
} from '@agent-spaces/core';
import { refuseUndoingArguments } from '@agent-spaces/claude';
import { lockMissingWarning, type LintWarning } from '@agent-spaces/lint';
import type { LockEntry } from './plugins';
import type { Session } from './session';

/** A directory with `asp-targets.toml`, read (seed 003 §4.2). */
export interface Project {
  readonly root: string;
  readonly paths: ProjectPaths;
  readonly manifest: ProjectManifest;
  /** `undefined` before the first install. */
  readonly lock: LockFile | undefined;
}

/**
 * Finds and reads the project in `directory` (`--project`), or in the nearest ancestor of where the command was started.
 * @throws ConfigError when there is none; what parsing throws.
 */
export async function openProject(session: Session, directory: string | undefined): Promise<Project> {
  const { cwd } = session.options;
  const root = directory === undefined ? findProjectRoot(cwd) : resolve(cwd, directory);
  if (root === undefined || !existsSync(join(root, 'asp-targets.toml'))) {
    throw new ConfigError(`There is no asp-targets.toml in ${root ?? `${cwd} or above`}.`, {
      hint: 'Change into a project, or name one with --project <path>.',
    });
  }
  return readProject(root);
}

/**
 * Reads the project that lies in `root`, which is absolute.
 * @throws what parsing throws; MaterializationError where `asp_modules` is no directory.
 */
export async function readProject(root: string): Promise<Project> {
  const paths = projectPaths(root);
  if (lstatSync(paths.modules, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new MaterializationError(
      `${paths.modules} is a file or a symlink; asp writes and removes directories in it.`,
      {
        location: { file: paths.modules },
        hint: 'Remove it, or replace it with a directory.',
      },
    );
  }
  const manifest = parseProjectManifest(await readTextFile(paths.manifest), paths.manifest);
  return { root, paths, manifest, lock: await readLock(paths.lock) };
}

export async function readLock(
  file: string,
  kind: 'project' | 'global' = 'project',
): Promise<LockFile | undefined> {
  return existsSync(file) ? parseLockFile(await readTextFile(file), file, { kind }) : undefined;
}

/** @throws ConfigError with a did-you-mean for a name that is no target of the project. */
export function requireTarget(project: Project, name: string): TargetName {
  const found = [...project.manifest.targets.keys()].find((target) => target === name);
  if (found) return found;
  throw unknownTarget(project, name);
}

export function unknownTarget(project: Project, name: string): ConfigError {
  const names = [...project.manifest.targets.keys()];
  const near = closest(names, name);
  return new ConfigError(`${project.paths.manifest} has no target "${name}".`, {
    location: { file: project.paths.manifest, pointer: '/targets' },
    hint: near
      ? `Did you mean "${near}"?`
      : names.length
        ? `Its targets are ${names.join(', ')}.`
        : 'Add a [targets.<name>] section with a compose list.',
  });
}

/**
 * The project's `[claude]` with the target's over it; their `args` are the target's where it has any (seed 003 §5.2).
 * @throws ClaudeInvocationError with the place of an argument that would undo what is composed.
 */
export function claudeOptionsOf({ manifest, paths }: Project, target: TargetName): ClaudeOptions {
  const own = manifest.targets.get(target)?.claude;
  const section = own?.args ? `/targets/${target}/claude` : '/claude';
  const options = { ...manifest.claude, ...own };
  refuseUndoingArguments(options.args ?? [], (index) => ({
    file: paths.manifest,
    pointer: `${section}/args/${index}`,
  }));
  return options;
}

/** Where the lock has a space, for what turns out to be wrong with its entry. */
export const lockEntryOf = ({ lock, paths }: Project, key: SpaceKey): LockEntry | undefined =>
  lock?.spaces.has(key) ? { file: paths.lock, pointer: `/spaces/${key}` } : undefined;

/** W101, where it applies: nothing says yet which versions the project means. */
export const lockWarnings = ({ lock, paths }: Project): readonly LintWarning[] =>
  lock ? [] : [lockMissingWarning(paths.lock)];

/** Where to start the agent: where the user stands, if that is in the project, for then it is part of what is asked; else its root. */
export function workingDirectory({ root }: Project, cwd: string): string {
  const inside = relative(root, cwd);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? root : cwd;
}
