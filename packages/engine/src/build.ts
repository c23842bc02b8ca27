import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { TargetName } from '@agent-spaces/core';
import { lintPins, type LintWarning } from '@agent-spaces/lint';
import { refuseForeignDirectory } from '@agent-spaces/materializer';
import { checkSpaces } from './check-spaces';
import { chooseTarget } from './choose-target';
import { composeAlone } from './compose-alone';
import { locateClosure, openComposed, type ComposeRequest, type TargetBundle } from './compose-bundle';
import { claudeOptionsOf, lockWarnings, openProject } from './project';
import { resolveProject } from './resolve-project';
import type { Session } from './session';

export interface BuildOptions {
  readonly project?: string;
  /** The project's only target when absent. */
  readonly target?: string;
  /** Relative to the session's cwd. */
  readonly output: string;
  readonly dryRun?: boolean;
}

export interface BuildResult {
  readonly target: TargetName;
  readonly directory: string;
  /** `undefined` for a dry run. */
  readonly bundle: TargetBundle | undefined;
  readonly built: boolean;
  /** W101, and what lint says of the bundle; of its pins alone where there is none yet. */
  readonly warnings: readonly LintWarning[];
}

/**
 * `asp build` (seed 003 §10): one target as a directory that needs nothing else, plugins, `mcp.json` and `settings.json`. The lock's
 * pins are used where there are any; the lock and `asp_modules` are not touched.
 * @throws MaterializationError when `output` holds something that asp did not make.
 */
export async function build(session: Session, options: BuildOptions): Promise<BuildResult> {
  const project = await openProject(session, options.project);
  const name = chooseTarget(project, options.target);
  const directory = realOutput(resolve(session.options.cwd, options.output));
  refuseForeignDirectory(directory);
  const claude = claudeOptionsOf(project, name);

  const resolved = await resolveProject(project, session.registry, {
    targets: new Set([name]),
    update: false,
  });
  const target = resolved.get(name);
  const request: ComposeRequest = {
    name: `target ${name}`,
    roots: target?.closure.roots ?? [],
    directory,
    projectRoot: project.root,
    claude,
    spaces: target ? await locateClosure(session, target.closure, project) : [],
    mayReplaceForeign: false,
  };
  const present = openComposed(session, request, 'files');
  const result = (bundle: TargetBundle | undefined, built: boolean): BuildResult => ({
    target: name,
    directory,
    bundle,
    built,
    warnings: [...lockWarnings(project), ...(bundle?.warnings ?? lintPins(request))],
  });
  if (present || options.dryRun) return result(present, false);
  await checkSpaces(session, request.spaces);
  const bundle = await composeAlone(session, request);
  return result(bundle, true);
}

/** A symlinked output is written where it points, so that the swap replaces the directory and not the link. */
function realOutput(directory: string): string {
  if (existsSync(directory)) return realpathSync(directory);
  const parent = dirname(directory);
  return existsSync(parent) ? join(realpathSync(parent), basename(directory)) : directory;
}
