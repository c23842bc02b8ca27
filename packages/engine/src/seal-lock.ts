import {
  formatLockFile,
  writeFileAtomic,
  type HeldLock,
  type LockedWarning,
  type LockFile,
  type TargetName,
} from '@agent-spaces/core';
import type { LintWarning } from '@agent-spaces/lint';
import { lockTarget } from '@agent-spaces/resolver';
import { draftLock } from './draft-lock';
import type { ProjectPlan } from './plan-project';
import type { Project } from './project';
import type { Session } from './session';

/** The lock of a plan, once it is known what lint says of its targets: that is part of a lock. A target without an entry keeps its own. */
export function sealLock(
  session: Session,
  { project, resolved }: ProjectPlan,
  found: ReadonlyMap<TargetName, readonly LintWarning[]>,
  options: { readonly update?: boolean },
): Promise<LockFile> {
  const sealed = new Map(resolved);
  for (const [name, warnings] of found) {
    const target = resolved.get(name);
    if (!target) continue;
    const { closure } = target;
    sealed.set(name, {
      closure,
      target: lockTarget(target.target.compose, closure, lockedWarnings(warnings)),
    });
  }
  return draftLock(session, project, sealed, options);
}

/** Writes a lock that differs from the project's; called by who holds the project. */
export async function writeLock(
  session: Session,
  { lock: before, paths }: Project,
  lock: LockFile,
  held: HeldLock,
): Promise<void> {
  noteMislabelled(session, before, lock);
  held.assertHeld();
  if (lock !== before) await writeFileAtomic(paths.lock, formatLockFile(lock));
}

/** The warnings that follow from the pins alone; what depends on a file inside one space is told at run time. */
const COMPOSITION_WARNINGS: ReadonlySet<string> = new Set(['W201', 'W205', 'W210']);

const lockedWarnings = (warnings: readonly LintWarning[]): readonly LockedWarning[] =>
  warnings
    .filter(({ code }) => COMPOSITION_WARNINGS.has(code))
    .map(({ code, message, details }) => ({
      code,
      message: message.split('\n', 1)[0] ?? message,
      ...(details ? { details } : {}),
    }));

/** A tag set on the wrong commit is easily made and hard to see: the new pin would not be the version it is called. */
function noteMislabelled(session: Session, before: LockFile | undefined, after: LockFile): void {
  for (const [key, { plugin, resolvedFrom, id }] of after.spaces) {
    const { tag, semver } = resolvedFrom;
    // A build may be named by its tag alone.
    const promised = [semver, semver?.split('+', 1)[0]];
    if (
      !tag ||
      !plugin.version ||
      promised.includes(plugin.version) ||
      before?.spaces.get(key)?.resolvedFrom.tag === tag
    )
      continue;
    session.notice(
      `The tag ${tag} holds version ${plugin.version} of "${id}".`,
      'Was the tag set before the new version was committed? Publish the commit that was meant under a new tag.',
    );
  }
}
