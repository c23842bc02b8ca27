import {
  formatLockFile,
  withFileLock,
  writeFileAtomic,
  type LockedWarning,
  type LockFile,
  type TargetName,
} from '@agent-spaces/core';
import { lintPins, type LintWarning } from '@agent-spaces/lint';
import { pruneBundles, type Scrutiny } from '@agent-spaces/materializer';
import { buildLock, lockTarget, type ResolvedTarget } from '@agent-spaces/resolver';
import { sweepStaging } from '@agent-spaces/store';
import { checkSpaces } from './check-spaces';
import {
  composeBundle,
  locateClosure,
  openComposed,
  type ComposeRequest,
  type TargetBundle,
} from './compose-target';
import { compareLocks, type LockChange } from './lock-changes';
import { findDamaged, repairStored, type DamagedEntry, type LocatedSpace } from './plugins';
import {
  claudeOptionsOf,
  lockWarnings,
  openProject,
  requireTarget,
  unknownTarget,
  type Project,
} from './project';
import { resolveProject } from './resolve-project';
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

/** Brings one target up to date before it is launched; its bundle is looked at file by file. */
export async function installTarget(
  session: Session,
  name: string,
  options: { readonly project: string | undefined },
): Promise<InstalledTarget & Pick<Installed, 'project' | 'changes'>> {
  const install: InstallOptions = {
    targets: [name],
    scrutiny: 'files',
    ...(options.project === undefined ? {} : { project: options.project }),
  };
  const { project, changes, targets } = await carryOut(session, await planInstall(session, install), install);
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

interface TargetPlan {
  readonly name: TargetName;
  readonly request: ComposeRequest;
  /** The bundle that is there already, when it is the right one. */
  readonly bundle: TargetBundle | undefined;
}

interface InstallPlan {
  readonly project: Project;
  readonly resolved: ReadonlyMap<TargetName, ResolvedTarget>;
  readonly lock: LockFile;
  readonly changes: readonly LockChange[];
  readonly targets: readonly TargetPlan[];
}

async function planInstall(session: Session, options: InstallOptions): Promise<InstallPlan> {
  const project = await openProject(session, options.project);
  const names = options.targets?.length
    ? options.targets.map((name) => requireTarget(project, name))
    : [...project.manifest.targets.keys()];
  const claudeOptions = new Map(names.map((name) => [name, claudeOptionsOf(project, name)]));
  session.progress('resolve', 0, 1);
  const resolved = await resolveProject(project, session.registry, {
    targets: new Set(names),
    update: options.update === true,
  });
  session.progress('resolve', 1, 1);
  const lock = await draftLock(session, project, resolved, options);

  const plans = await Promise.all(
    [...claudeOptions].map(async ([name, claude]): Promise<TargetPlan> => {
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
      return {
        name,
        request,
        bundle: openComposed(session, request, options.verify ? 'files' : (options.scrutiny ?? 'entries')),
      };
    }),
  );
  return { project, resolved, lock, changes: compareLocks(project.lock, lock), targets: plans };
}

/** An unchanged lock keeps what it says of its registry, unless it is to be brought up to date: a warm install needs no git at all. */
async function draftLock(
  session: Session,
  project: Project,
  resolved: ReadonlyMap<TargetName, ResolvedTarget>,
  { update }: InstallOptions,
): Promise<LockFile> {
  const { lock: previous } = project;
  if (previous && !update) {
    const same = buildLock({ registry: previous.registry, targets: resolved }, previous, session.now);
    if (same === previous) return previous;
  }
  return buildLock({ registry: await session.lockRegistry(), targets: resolved }, previous, session.now);
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
  held: { assertHeld(): void },
): Promise<Installed> {
  const { project, resolved } = plan;
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

  const warned = new Map(resolved);
  for (const { name, bundle } of installed) {
    const target = resolved.get(name);
    if (target)
      warned.set(name, {
        ...target,
        target: lockTarget(target.target.compose, target.closure, lockedWarnings(bundle)),
      });
  }
  const lock = await draftLock(session, project, warned, options);
  noteMislabelled(session, project.lock, lock);
  held.assertHeld();
  if (lock !== project.lock && !options.frozen)
    await writeFileAtomic(project.paths.lock, formatLockFile(lock));
  const removed = pruneBundles(project.paths.modules, keepOf(project), { dryRun: false });
  // Warnings are part of the lock and known only now.
  const changes = options.frozen ? plan.changes : compareLocks(project.lock, lock);
  return finish({ ...plan, changes, targets: [] }, removed, lock, installed);
}

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

function distinctSpaces(targets: readonly TargetPlan[]): readonly LocatedSpace[] {
  const spaces = targets.flatMap(({ request }) => request.spaces);
  return [...new Map(spaces.map((space) => [space.cacheKey, space])).values()];
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

/** The warnings that follow from the pins alone; what depends on a file inside one space is told at run time. */
const COMPOSITION_WARNINGS: ReadonlySet<string> = new Set(['W201', 'W205', 'W210']);

function lockedWarnings({ warnings }: TargetBundle): readonly LockedWarning[] {
  return warnings
    .filter(({ code }) => COMPOSITION_WARNINGS.has(code))
    .map(({ code, message, details }) => ({
      code,
      message: message.split('\n', 1)[0] ?? message,
      ...(details ? { details } : {}),
    }));
}
