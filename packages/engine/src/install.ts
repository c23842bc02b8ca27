import { withFileLock, type HeldLock, type LockFile, type TargetName } from '@agent-spaces/core';
import { lintPins, type LintWarning } from '@agent-spaces/lint';
import { pruneBundles, type Scrutiny } from '@agent-spaces/materializer';
import { sweepStaging } from '@agent-spaces/store';
import { checkSpaces } from './check-spaces';
import { composeBundle, openComposed, type TargetBundle } from './compose-bundle';
import { compareLocks, type LockChange } from './lock-changes';
import { notLocked } from './open-locked-target';
import { distinctSpaces, planProject, type PlannedTarget, type ProjectPlan } from './plan-project';
import { findDamaged, repairStored, type DamagedEntry } from './plugins';
import { lockWarnings, unknownTarget, type Project } from './project';
import { sealLock, writeLock } from './seal-lock';
import type { Session } from './session';

export interface InstallOptions {
  readonly project?: string;
  /** Only these targets; all of them when absent. */
  readonly targets?: readonly string[];
  /** Move the pins to what the selectors mean now. */
  readonly update?: boolean;
  /** Change no pin: report drift instead. */
  readonly frozen?: boolean;
  /** Say what would change and change nothing. */
  readonly dryRun?: boolean;
  /** Re-hash what the store keeps for these targets and rebuild what is damaged. */
  readonly verify?: boolean;
  /** How closely a bundle that is there is looked at; `files` before a launch. */
  readonly scrutiny?: Scrutiny;
}

export interface InstalledTarget {
  readonly name: TargetName;
  readonly bundle: TargetBundle;
  /** `false` when it was there already, untouched. */
  readonly composed: boolean;
}

export interface Installed {
  readonly kind: 'installed';
  readonly project: Project;
  readonly lock: LockFile;
  readonly changes: readonly LockChange[];
  readonly targets: readonly InstalledTarget[];
  /** Names of removed targets whose directories are gone. */
  readonly removed: readonly string[];
}

export type InstallResult =
  | Installed
  | {
      readonly kind: 'planned';
      readonly project: Project;
      readonly changes: readonly LockChange[];
      readonly compose: readonly TargetName[];
      /** What `verify` found in the store and an install would rebuild. */
      readonly damaged: readonly DamagedEntry[];
      /** W101 before the first install, and what the pins alone give reason to warn of. */
      readonly warnings: readonly LintWarning[];
    }
  /** `--frozen`: the lock and the manifest disagree. Nothing was changed. */
  | { readonly kind: 'drift'; readonly project: Project; readonly changes: readonly LockChange[] };

/**
 * `asp install` (seed 003 §8.1): resolve, snapshot, materialize, compose, write the lock. Planned first without any lock; the
 * project is locked, and planned again, only when there is something to write.
 */
export async function install(session: Session, options: InstallOptions): Promise<InstallResult> {
  const plan = await planInstall(session, options);
  if (options.frozen && plan.changes.length)
    return { kind: 'drift', project: plan.project, changes: plan.changes };
  if (options.dryRun) {
    const compose = plan.targets.filter(({ bundle }) => !bundle).map(({ name }) => name);
    const { project, changes, targets } = plan;
    const warnings = [...lockWarnings(project), ...targets.flatMap(({ request }) => lintPins(request))];
    const damaged = options.verify ? await findDamaged(session, distinctSpaces(targets)) : [];
    return { kind: 'planned', project, changes, compose, damaged, warnings };
  }
  return carryOut(session, plan, options);
}

/**
 * Brings one target up to date before it is launched; its bundle is looked at file by file.
 * @throws ResolutionError where the lock does not hold for the target and is `frozen`; nothing was changed then.
 */
export async function installTarget(
  session: Session,
  name: string,
  { project: directory, frozen }: { readonly project: string | undefined; readonly frozen: boolean },
): Promise<InstalledTarget & Pick<Installed, 'project' | 'changes'>> {
  const install: InstallOptions = {
    targets: [name],
    scrutiny: 'files',
    frozen,
    ...(directory === undefined ? {} : { project: directory }),
  };
  const plan = await planInstall(session, install);
  if (frozen && plan.changes.some(({ target }) => target === name)) throw notLocked(plan.project, name);
  const { project, changes, targets } = await carryOut(session, plan, install);
  const [target] = targets;
  if (!target) throw unknownTarget(project, name);
  return { ...target, project, changes };
}

async function carryOut(session: Session, plan: InstallPlan, options: InstallOptions): Promise<Installed> {
  if (isDone(plan) && !options.verify) return finish(plan, [], plan.project.lock ?? plan.lock);
  return withFileLock(plan.project.paths.lockFile, session.locking, async (held) =>
    apply(session, await planInstall(session, options), options, held),
  );
}

interface TargetPlan extends PlannedTarget {
  /** The bundle that is there already, when it is the right one. */
  readonly bundle: TargetBundle | undefined;
}

interface InstallPlan extends ProjectPlan {
  readonly targets: readonly TargetPlan[];
}

async function planInstall(session: Session, options: InstallOptions): Promise<InstallPlan> {
  const plan = await planProject(session, options);
  const scrutiny = options.verify ? 'files' : (options.scrutiny ?? 'entries');
  const targets = plan.targets.map((target) => ({
    ...target,
    bundle: openComposed(session, target.request, scrutiny),
  }));
  return { ...plan, targets };
}

const isDone = ({ project, lock, targets }: InstallPlan): boolean =>
  lock === project.lock && targets.every(({ bundle }) => bundle) && !hasStaleBundles(project);

const hasStaleBundles = (project: Project): boolean =>
  pruneBundles(project.paths.modules, keepOf(project), { dryRun: true }).length > 0;

const keepOf = (project: Project): ReadonlySet<string> => new Set<string>(project.manifest.targets.keys());

async function apply(
  session: Session,
  plan: InstallPlan,
  options: InstallOptions,
  held: HeldLock,
): Promise<Installed> {
  const { project } = plan;
  sweepStaging(session.home);
  if (options.verify) {
    await repairStored(session, distinctSpaces(plan.targets));
  }
  await checkSpaces(session, distinctSpaces(plan.targets.filter(({ bundle }) => !bundle)));
  const installed: InstalledTarget[] = [];
  for (const { name, request, bundle } of plan.targets) {
    installed.push({ name, composed: !bundle, bundle: bundle ?? (await composeBundle(session, request)) });
    session.progress('compose', installed.length, plan.targets.length);
  }

  // Warnings are part of the lock and known only now.
  const found = new Map(installed.map(({ name, bundle }) => [name, bundle.warnings]));
  const sealed = await sealLock(session, plan, found, options);
  if (options.frozen) held.assertHeld();
  else await writeLock(session, project, sealed, held);
  const removed = pruneBundles(project.paths.modules, keepOf(project), { dryRun: false });
  const changes = options.frozen ? plan.changes : compareLocks(project.lock, sealed);
  return finish({ ...plan, changes, targets: [] }, removed, sealed, installed);
}

function finish(
  plan: InstallPlan,
  removed: readonly string[],
  lock: LockFile,
  targets: readonly InstalledTarget[] = plan.targets.flatMap(({ name, bundle }) =>
    bundle ? [{ name, bundle, composed: false }] : [],
  ),
): Installed {
  const { project, changes } = plan;
  return { kind: 'installed', project, lock, changes, targets, removed };
}
