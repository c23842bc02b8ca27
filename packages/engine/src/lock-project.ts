import {
  formatLockFile,
  GitError,
  readTextFile,
  SnapshotError,
  withFileLock,
  type LockFile,
  type TargetName,
} from '@agent-spaces/core';
import { lintPins, type LintWarning } from '@agent-spaces/lint';
import { checkSpaces } from './check-spaces';
import { openComposed, warningsOf, type TargetBundle } from './compose-bundle';
import { lintSpaces } from './composition';
import { compareLocks, type LockChange } from './lock-changes';
import { distinctSpaces, planProject, type PlannedTarget, type ProjectPlan } from './plan-project';
import { readSource, repairing } from './plugins';
import type { Project } from './project';
import { sealLock, writeLock } from './seal-lock';
import type { Session } from './session';

export interface LockOptions {
  readonly project?: string;
  /** Only these targets; all of them when absent. */
  readonly targets?: readonly string[];
  /** Move the pins to what the selectors mean now. */
  readonly update?: boolean;
  /** Change nothing: report drift instead. As `asp install --frozen`, blind to what only lint would write. */
  readonly frozen?: boolean;
  /** Say what the lock would be and do not write it. */
  readonly dryRun?: boolean;
}

export interface LockResult {
  /** `drift` only with `frozen`, `planned` only with `dryRun`; nothing was written then. */
  readonly kind: 'locked' | 'planned' | 'drift';
  readonly project: Project;
  /** As it is now, or, where nothing was written, as it would be. */
  readonly lock: LockFile;
  /** The text of the file with this lock in it; of the file as it stands where nothing changes. */
  readonly text: string;
  /** How it differs from the lock that was there. */
  readonly changes: readonly LockChange[];
  /** What lint says of the targets that were asked for, each finding once; with `frozen`, of their pins alone. */
  readonly warnings: readonly LintWarning[];
}

/**
 * The station "resolve" by itself: `asp-lock.json` as `asp install` would write it, byte for byte, and nothing else. So lint runs over
 * the spaces here too, for what it finds is part of a lock; where a target's bundle is at hand, what is noted there is taken.
 * @throws what resolving and reading the spaces throw, and, where the lock would change, what materializing them would.
 */
export async function lockProject(session: Session, options: LockOptions): Promise<LockResult> {
  const plan = await planLock(session, options);
  if (options.frozen) {
    const kind = plan.changes.length ? 'drift' : 'locked';
    return resultOf(kind, plan, { lock: plan.lock, warnings: plan.targets.flatMap(pinWarnings) });
  }
  if (options.dryRun) return resultOf('planned', plan, await sealPlan(session, plan, options));
  const { project, lock, targets } = plan;
  if (lock === project.lock && targets.every(({ bundle }) => bundle))
    return resultOf('locked', plan, await sealPlan(session, plan, options));
  return withFileLock(project.paths.lockFile, session.locking, async (held) => {
    const again = await planLock(session, options);
    const sealed = await sealPlan(session, again, options);
    await writeLock(session, again.project, sealed.lock, held);
    return resultOf('locked', again, sealed);
  });
}

interface LockedTargetPlan extends PlannedTarget {
  /** The bundle of these pins, where it was composed already. */
  readonly bundle: TargetBundle | undefined;
}

interface LockPlan extends ProjectPlan {
  readonly targets: readonly LockedTargetPlan[];
}

interface Sealed {
  readonly lock: LockFile;
  readonly warnings: readonly LintWarning[];
}

async function planLock(session: Session, options: LockOptions): Promise<LockPlan> {
  const plan = await planProject(session, options);
  const targets = plan.targets.map((target) => ({
    ...target,
    bundle: openComposed(session, target.request, 'entries'),
  }));
  return { ...plan, targets };
}

async function sealPlan(session: Session, plan: LockPlan, options: LockOptions): Promise<Sealed> {
  const spaces = distinctSpaces(plan.targets.filter(({ bundle }) => !bundle));
  if (plan.changes.length) await checkSpaces(session, spaces);
  const found = new Map<TargetName, readonly LintWarning[]>();
  const warnings: LintWarning[] = [];
  for (const target of plan.targets) {
    const findings = await findingsOf(session, plan, target);
    if (findings) found.set(target.name, findings);
    warnings.push(...(findings ?? pinWarnings(target)));
  }
  return { lock: await sealLock(session, plan, found, options), warnings };
}

/** `undefined` where the spaces cannot be had, and what the lock says of them holds as it stands: pins that stay are not read anew. */
async function findingsOf(
  session: Session,
  { changes }: LockPlan,
  { name, request, bundle }: LockedTargetPlan,
): Promise<readonly LintWarning[] | undefined> {
  if (bundle) return bundle.warnings;
  const { spaces } = request;
  try {
    const members = await repairing(session, spaces, () =>
      Promise.all(spaces.map(async (located) => ({ located, source: await readSource(session, located) }))),
    );
    return warningsOf(request, await lintSpaces(members));
  } catch (error) {
    const isSettled =
      spaces.every(({ working }) => !working) && !changes.some(({ target = name }) => target === name);
    if (!isSettled || !(error instanceof SnapshotError || error instanceof GitError)) throw error;
    session.notice(
      `What the lock says of target "${name}" was not looked at again: ${error.message}`,
      error.hint,
    );
    return undefined;
  }
}

const pinWarnings = ({ request }: PlannedTarget): readonly LintWarning[] => lintPins(request);

async function resultOf(
  kind: LockResult['kind'],
  { project }: LockPlan,
  { lock, warnings }: Sealed,
): Promise<LockResult> {
  const isUnchanged = lock === project.lock;
  return {
    kind,
    project,
    lock,
    text: isUnchanged ? await readTextFile(project.paths.lock) : formatLockFile(lock),
    changes: compareLocks(project.lock, lock),
    warnings: [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()],
  };
}
