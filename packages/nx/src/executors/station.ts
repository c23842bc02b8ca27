import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { printable } from '@agent-spaces/core';
import { withSession, type EngineEvent, type Session, type SessionOptions } from '@agent-spaces/engine';
import { logger, type ExecutorContext } from '@nx/devkit';
import { reportError } from './report-error';

/** What every station takes; all paths are relative to the workspace. */
export interface StationOptions {
  /** The registry's repository; `$ASP_HOME/repo` when absent. */
  readonly registry?: string;
  readonly aspHome?: string;
  /** Whether the registry's remote is asked. By default never where the registry is the workspace: that checkout is the user's own. */
  readonly fetch?: boolean;
}

export interface StationResult {
  readonly success: boolean;
}

type Work = (session: Session, project: string) => Promise<StationResult | void>;

/** One session for one task. */
export async function runStation(
  context: ExecutorContext,
  options: StationOptions,
  work: Work,
  onEvent = tellNotice,
): Promise<StationResult> {
  const project = projectDirectory(context);
  const session = { ...sessionOptions(context.root, project, options), onEvent };
  return runTask(() => withSession(session, (opened) => work(opened, project)));
}

/**
 * What a task with a cached result tells is told again wherever that is restored, on whatever machine: so it speaks of the result alone,
 * and of nothing that happened here on the way to it.
 */
export const runCachedStation = (
  context: ExecutorContext,
  options: StationOptions,
  work: Work,
): Promise<StationResult> => runStation(context, options, work, () => undefined);

/** What the work throws is told as every door tells it, and fails the task; so does what it says to have failed. */
export async function runTask(work: () => Promise<StationResult | void>): Promise<StationResult> {
  try {
    return (await work()) ?? { success: true };
  } catch (error) {
    await reportError(error);
    return { success: false };
  }
}

/**
 * @param root of the workspace, absolute; what paths in the options start from
 * @param cwd absolute; what paths that a user writes start from
 */
export function sessionOptions(
  root: string,
  cwd: string,
  { registry, aspHome, fetch }: StationOptions,
): SessionOptions {
  const directory = registry === undefined ? undefined : resolve(root, registry);
  return {
    cwd,
    env: process.env,
    fetch: fetch ?? !isWithin(root, directory),
    onEvent: tellNotice,
    ...(directory === undefined ? {} : { registry: directory }),
    ...(aspHome === undefined ? {} : { aspHome: resolve(root, aspHome) }),
  };
}

/** Absolute. */
export const projectDirectory = (context: ExecutorContext): string =>
  join(context.root, projectRootOf(context));

/** Relative to the workspace. */
export const projectRootOf = ({ projectName, projectsConfigurations }: ExecutorContext): string =>
  (projectName === undefined ? undefined : projectsConfigurations.projects[projectName]?.root) ?? '.';

/** Nx counts the tasks; only what a user should know is told. */
function tellNotice(event: EngineEvent): void {
  if (event.kind !== 'notice') return;
  logger.warn(printable(event.message, Infinity));
  if (event.hint) logger.warn(`  → ${printable(event.hint, Infinity)}`);
}

function isWithin(root: string, directory: string | undefined): boolean {
  if (directory === undefined) return false;
  const path = relative(root, directory);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
