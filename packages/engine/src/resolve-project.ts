import { SelectorResolutionError, type RunTarget, type TargetName } from '@agent-spaces/core';
import {
  computeClosure,
  computeIntegrity,
  lockedClosure,
  lockTarget,
  NO_PINS,
  parseSpaceRefs,
  pinsOf,
  type Closure,
  type RegistrySource,
  type ResolvedTarget,
  type RootRef,
} from '@agent-spaces/resolver';
import type { Project } from './project';

export interface ResolveOptions {
  /** The targets to resolve; all others keep what the lock has for them. */
  readonly targets: ReadonlySet<TargetName>;
  /** Move the pins of those targets (`--update`). */
  readonly update: boolean;
  /** Move none of them, whatever the target says (`resolver.locked = false`). */
  readonly keepPins?: boolean;
}

/**
 * Resolves a project's targets, locked by default (seed 003 §8.1): what the lock answers stays, what the manifest changed is
 * resolved, nothing else moves. The result has every target the new lock will have, in the manifest's order.
 */
export async function resolveProject(
  project: Project,
  registry: RegistrySource,
  options: ResolveOptions,
): Promise<ReadonlyMap<TargetName, ResolvedTarget>> {
  const composed = parseCompositions(project, options.targets);
  const resolved = new Map<TargetName, ResolvedTarget>();
  for (const [name, target] of project.manifest.targets) {
    const roots = composed.get(name);
    if (roots) {
      resolved.set(name, await resolveTarget(project, name, target, roots, registry, options));
      continue;
    }
    const locked = project.lock?.targets.get(name);
    if (project.lock && locked)
      resolved.set(name, { closure: lockedClosure(project.lock, locked), target: locked });
  }
  return resolved;
}

/** @throws RefParseError with every text of these targets that is no reference, before anything is resolved. */
function parseCompositions(
  { manifest, paths }: Project,
  targets: ReadonlySet<TargetName>,
): ReadonlyMap<TargetName, readonly RootRef[]> {
  const named = [...manifest.targets].filter(([name]) => targets.has(name));
  const refs = parseSpaceRefs(
    named.flatMap(([name, { compose }]) =>
      compose.map((text, index) => {
        const location = { file: paths.manifest, pointer: `/targets/${name}/compose/${index}` };
        return { name, text, location };
      }),
    ),
  );
  return new Map(named.map(([name]) => [name, refs.filter((ref) => ref.name === name)]));
}

async function resolveTarget(
  project: Project,
  name: TargetName,
  target: RunTarget,
  roots: readonly RootRef[],
  registry: RegistrySource,
  { update, keepPins }: ResolveOptions,
): Promise<ResolvedTarget> {
  const pinned = !update && (keepPins || target.resolver?.locked !== false) && project.lock;
  const closure = await computeClosure(roots, registry, pinned ? pinsOf(pinned, name) : NO_PINS);
  if (target.resolver?.allow_dirty === false) await refuseDirtySpaces(closure, registry, name);
  return { closure, target: lockTarget(target.compose, closure, project.lock?.targets.get(name)?.warnings) };
}

/** `allow_dirty = false`: a `@dev` space must be what the registry's HEAD has of it. */
async function refuseDirtySpaces(
  closure: Closure,
  registry: RegistrySource,
  target: TargetName,
): Promise<void> {
  for (const [key, space] of closure.spaces) {
    if (space.commit !== 'dev') continue;
    const opened = await registry();
    const head = await opened.head();
    const [working, committed] = await Promise.all([
      opened.devSpace(space.id),
      head ? opened.spaceAt(space.id, head) : undefined,
    ]);
    if (
      working &&
      committed &&
      computeIntegrity(working.content.files) === computeIntegrity(committed.content.files)
    ) {
      continue;
    }
    throw new SelectorResolutionError(
      `${key} has uncommitted changes, and target "${target}" does not allow them (resolver.allow_dirty = false).`,
      { hint: `Commit ${opened.devSpaceDirectory(space.id)}, or set allow_dirty = true.` },
    );
  }
}
