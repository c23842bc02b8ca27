import type { LockFile, TargetName } from '@agent-spaces/core';
import type { ResolvedTarget } from '@agent-spaces/resolver';
import { locateClosure, type ComposeRequest } from './compose-bundle';
import { draftLock } from './draft-lock';
import { compareLocks, type LockChange } from './lock-changes';
import type { LocatedSpace } from './plugins';
import { claudeOptionsOf, openProject, requireTarget, type Project } from './project';
import { resolveProject } from './resolve-project';
import type { Session } from './session';

export interface PlanOptions {
  readonly project?: string;
  /** Only these targets; all of them when absent. */
  readonly targets?: readonly string[];
  /** Move the pins to what the selectors mean now. */
  readonly update?: boolean;
  /** Move no pin, also of a target that is not locked. */
  readonly keepPins?: boolean;
}

export interface PlannedTarget {
  readonly name: TargetName;
  readonly request: ComposeRequest;
}

/** What a project's targets mean now, and what the lock would say of that; lint apart, nothing is written or looked into for it. */
export interface ProjectPlan {
  readonly project: Project;
  /** Every target that the lock will have. */
  readonly resolved: ReadonlyMap<TargetName, ResolvedTarget>;
  /** The project's own where nothing changes. */
  readonly lock: LockFile;
  readonly changes: readonly LockChange[];
  /** Those that were asked for. */
  readonly targets: readonly PlannedTarget[];
}

/**
 * The first station (seed 003 §8.1): reads the project and resolves its targets.
 * @throws what reading and resolving throw.
 */
export async function planProject(session: Session, options: PlanOptions): Promise<ProjectPlan> {
  const project = await openProject(session, options.project);
  const names = options.targets?.length
    ? options.targets.map((name) => requireTarget(project, name))
    : [...project.manifest.targets.keys()];
  const claudeOptions = new Map(names.map((name) => [name, claudeOptionsOf(project, name)]));
  session.progress('resolve', 0, 1);
  const resolved = await resolveProject(project, session.registry, {
    targets: new Set(names),
    update: options.update === true,
    keepPins: options.keepPins === true,
  });
  session.progress('resolve', 1, 1);
  const lock = await draftLock(session, project, resolved, options);
  const targets = await Promise.all(
    [...claudeOptions].map(async ([name, claude]): Promise<PlannedTarget> => {
      const target = resolved.get(name);
      const request: ComposeRequest = {
        name: `target ${name}`,
        roots: target?.closure.roots ?? [],
        directory: project.paths.target(name).directory,
        projectRoot: project.root,
        claude,
        spaces: target ? await locateClosure(session, target.closure, project) : [],
        mayReplaceForeign: true,
      };
      return { name, request };
    }),
  );
  return { project, resolved, lock, changes: compareLocks(project.lock, lock), targets };
}

/** The spaces of these targets, each content once. */
export function distinctSpaces(targets: readonly PlannedTarget[]): readonly LocatedSpace[] {
  const spaces = targets.flatMap(({ request }) => request.spaces);
  return [...new Map(spaces.map((space) => [space.cacheKey, space])).values()];
}
