import type { LockedTarget, LockFile, SpaceKey, TargetName } from '@agent-spaces/core';
import type { LintWarning } from '@agent-spaces/lint';
import { componentsOf, type SpaceComponents } from '@agent-spaces/materializer';
import { buildLock, type SpaceSource } from '@agent-spaces/resolver';
import { parseSpaceManifest } from '@agent-spaces/core';
import { openSnapshot } from '@agent-spaces/store';
import { lintSpaces, locateClosure } from './compose-target';
import { registryContent, type LocatedSpace } from './plugins';
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
  /** Whether the lock says the same; otherwise this is what an install would pin. */
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

  const targets: ExplainedTarget[] = [];
  for (const name of names) {
    const target = resolved.get(name);
    if (!target) continue;
    const located = await locateClosure(session, target.closure);
    targets.push(await explainTarget(session, project, name, target.target, located));
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

async function explainTarget(
  session: Session,
  project: Project,
  name: TargetName,
  target: LockedTarget,
  spaces: readonly LocatedSpace[],
): Promise<ExplainedTarget> {
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
          ...(target.roots.includes(key) ? [`target ${name}`] : []),
          ...spaces
            .filter(({ space: other }) => other.deps.spaces.includes(key))
            .map(({ key: other }) => other),
        ],
        components: await componentsOf({ id: space.id, pluginName: space.plugin.name }, source.content),
      }),
    ),
  );
  const warnings = await lintSpaces(members);
  const description = project.manifest.targets.get(name)?.description;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    compose: target.compose,
    current: project.lock?.targets.get(name)?.envHash === target.envHash,
    envHash: target.envHash,
    loadOrder,
    warnings,
  };
}

/** From disk, the store, or the registry, whichever has it; nothing is put into the store by asking. */
async function readSource(session: Session, located: LocatedSpace): Promise<SpaceSource> {
  if (located.working) return located.working;
  const { key, space, integrity } = located;
  const content =
    openSnapshot(session.home, integrity)?.content ?? (await registryContent(session, key, space));
  const text = (await content.read('space.toml')).toString('utf8');
  const place = `${space.commit.slice(0, 12)}:${space.path}/space.toml`;
  return { content, manifest: parseSpaceManifest(text, place, { expectedId: space.id }) };
}
