import { ResolutionError, WRITE_LOCK } from '@agent-spaces/core';
import { planProject, type PlannedTarget } from './plan-project';
import { openProject, requireTarget, type Project } from './project';
import type { Session } from './session';

export interface TargetOptions {
  /** The project's directory, relative to the session's cwd; that of the nearest project above when absent. */
  readonly project?: string;
  readonly target: string;
}

/** A target whose lock entry holds now. */
export interface TargetAtHand extends PlannedTarget {
  readonly project: Project;
}

/**
 * What the stations after resolve begin with: a target as the lock has it. No pin is moved, whatever the target says.
 * @throws ResolutionError where the lock is missing or does not say of this target what the manifest and the `@dev` spaces ask for.
 */
export async function openLockedTarget(session: Session, options: TargetOptions): Promise<TargetAtHand> {
  const project = await openProject(session, options.project);
  const name = requireTarget(project, options.target);
  const locked = project.lock?.targets.get(name);
  const asked = project.manifest.targets.get(name)?.compose ?? [];
  const isLocked = locked?.compose.join('\n') === asked.join('\n');
  // Other references are looked up in the registry, only to find that it was not what the lock says.
  const plan = isLocked
    ? await planProject(session, {
        targets: [name],
        keepPins: true,
        ...(options.project === undefined ? {} : { project: options.project }),
      })
    : undefined;
  const [target] = plan?.targets ?? [];
  if (!plan || !target || plan.changes.some((change) => change.target === name))
    throw notLocked(project, name);
  return { ...target, project: plan.project };
}

/** For a target whose lock is not what its manifest asks for, where it may not be changed. */
export function notLocked({ lock, paths }: Project, name: string): ResolutionError {
  const hint = `To pin it, ${WRITE_LOCK}. Then commit asp-lock.json.`;
  if (!lock)
    return new ResolutionError(`There is no ${paths.lock}, so nothing says which versions are meant.`, {
      location: { file: paths.manifest, pointer: `/targets/${name}` },
      hint,
    });
  return new ResolutionError(
    lock.targets.has(name)
      ? `The lock is not what target "${name}" asks for now.`
      : `The lock has nothing of target "${name}" yet.`,
    {
      location: { file: paths.manifest, pointer: `/targets/${name}/compose` },
      hint,
    },
  );
}
