import type { LockedTarget, LockFile, SpaceKey, TargetName } from '@agent-spaces/core';
import { lintPins, type LintWarning } from '@agent-spaces/lint';
import { componentsOf, type SpaceComponents } from '@agent-spaces/materializer';
import { buildLock, type SpaceSource } from '@agent-spaces/resolver';
import { openSnapshot } from '@agent-spaces/store';
import { locateClosure } from './compose-bundle';
import { lintSpaces } from './composition';
import { compareLocks } from './lock-changes';
import { readManifest, registryContent, type LocatedSpace } from './plugins';
import { lockWarnings, openProject, requireTarget, type Project } from './project';
import { resolveProject } from './resolve-project';
import type { Session } from './session';

export interface ExplainedSpace {
  readonly key: SpaceKey;
  readonly id: string;
  readonly commit: string;
  readonly integrity: string;
  readonly cacheKey: string;
  readonly plugin: { readonly name: string; readonly version?: string };
  readonly resolvedFrom: { readonly selector: string; readonly tag?: string; readonly semver?: string };
  readonly deps: readonly SpaceKey[];
  /** Who brings it: the target itself, or the spaces that depend on it. */
  readonly requiredBy: readonly string[];
  readonly components: SpaceComponents;
}

export interface ExplainedTarget {
  readonly name: TargetName;
  readonly description?: string;
  readonly compose: readonly string[];
  /** Whether the lock says the same and `--frozen` would find no drift; otherwise this is what an install would write there. */
  readonly current: boolean;
  readonly envHash: string;
  readonly loadOrder: readonly ExplainedSpace[];
  readonly warnings: readonly LintWarning[];
}

export interface Explanation {
  readonly project: string;
  /** Whether the pins are the lock's; without a lock they are what an install would pin now. */
  readonly locked: boolean;
  readonly generatedAt?: string;
  readonly registry: LockFile['registry'];
  /** Where a registry is read here and now; the lock may have been made elsewhere. */
  readonly registryDirectory: string;
  readonly targets: readonly ExplainedTarget[];
  readonly warnings: readonly LintWarning[];
}

/** `asp explain` (seed 003 §10): what a target loads, in which order, pinned to what, and why. Reads only; writes nothing. */
export async function explain(
  session: Session,
  options: { readonly project?: string; readonly target?: string },
): Promise<Explanation> {
  const project = await openProject(session, options.project);
  const names =
    options.target === undefined
      ? [...project.manifest.targets.keys()]
      : [requireTarget(project, options.target)];
  const resolved = await resolveProject(project, session.registry, {
    targets: new Set(names),
    update: false,
  });
  const registry = project.lock?.registry ?? (await session.lockRegistry());
  const lock = buildLock({ registry, targets: resolved }, project.lock, session.now);
  const changes = compareLocks(project.lock, lock);

  const targets: ExplainedTarget[] = [];
  for (const name of names) {
    const target = resolved.get(name);
    if (!target) continue;
    const located = await locateClosure(session, target.closure, project);
    // What is told of no target is told of the whole lock.
    const current = !changes.some(({ target: changed = name }) => changed === name);
    targets.push(await explainTarget(session, project, { name, target: target.target, current }, located));
  }
  return {
    project: project.root,
    locked: project.lock !== undefined,
    ...(project.lock ? { generatedAt: lock.generatedAt } : {}),
    registry,
    registryDirectory: session.registryDirectory,
    targets,
    warnings: lockWarnings(project),
  };
}

interface ResolvedEntry {
  readonly name: TargetName;
  readonly target: LockedTarget;
  readonly current: boolean;
}

async function explainTarget(
  session: Session,
  project: Project,
  { name, target, current }: ResolvedEntry,
  spaces: readonly LocatedSpace[],
): Promise<ExplainedTarget> {
  const pinned = { name: `target ${name}`, roots: target.roots, spaces };
  const sources = await Promise.all(spaces.map((located) => readSource(session, located)));
  const members = spaces.map((located, index) => ({ located, source: sources[index] as SpaceSource }));
  const loadOrder = await Promise.all(
    members.map(
      async ({ located: { key, space, integrity, cacheKey }, source }): Promise<ExplainedSpace> => ({
        key,
        id: space.id,
        commit: space.commit,
        integrity,
        cacheKey,
        plugin: space.plugin,
        resolvedFrom: space.resolvedFrom,
        deps: space.deps.spaces,
        requiredBy: [
          ...(target.roots.includes(key) ? [pinned.name] : []),
          ...spaces
            .filter(({ space: other }) => other.deps.spaces.includes(key))
            .map(({ key: other }) => other),
        ],
        components: await componentsOf({ id: space.id, pluginName: space.plugin.name }, source.content),
      }),
    ),
  );
  const warnings = [...(await lintSpaces(members)), ...lintPins(pinned)];
  const description = project.manifest.targets.get(name)?.description;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    compose: target.compose,
    current,
    envHash: target.envHash,
    loadOrder,
    warnings,
  };
}

/** From disk, the store, or the registry, whichever has it; nothing is put into the store by asking. */
async function readSource(session: Session, located: LocatedSpace): Promise<SpaceSource> {
  if (located.working) return located.working;
  const content =
    openSnapshot(session.home, located.integrity)?.content ?? (await registryContent(session, located));
  return { content, manifest: await readManifest(located, content) };
}
