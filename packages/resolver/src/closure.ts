import {
  CyclicDependencyError,
  DEV_INTEGRITY,
  MissingDependencyError,
  RENEW_PINS,
  ResolutionError,
  SelectorResolutionError,
  spaceKey,
  type LockedSpace,
  type SourceLocation,
  type SpaceKey,
  type SpaceManifest,
} from '@agent-spaces/core';
import { spacePath } from './commit-content';
import { computeIntegrity } from './integrity';
import { dependencyRefs } from './parse-space-refs';
import { NO_PINS, type Dependent, type Pin, type Pins } from './pins';
import type { Registry } from './registry';
import { explain, resolveSelector, type Requirement, type ResolvedSelector } from './resolve-selector';
import { parseSpaceRef, type SpaceRef } from './space-ref';

/** The transitive closure of a target's references (seed 003 §6.2). */
export interface Closure {
  /** Dependencies before dependents, each space once. */
  readonly loadOrder: readonly SpaceKey[];
  /** One key per reference, in the order of the references. */
  readonly roots: readonly SpaceKey[];
  /** In load order. */
  readonly spaces: ReadonlyMap<SpaceKey, LockedSpace>;
  /** Those that a lock answered. */
  readonly pinned: ReadonlySet<SpaceKey>;
}

export interface RootRef {
  readonly ref: SpaceRef;
  readonly location?: SourceLocation;
}

/** Opens the registry when the first reference needs it: a target that the lock answers needs none. */
export type RegistrySource = () => Promise<Registry>;

/**
 * Computes the closure of `roots` by depth-first search in postorder. Pinned references are followed through the lock alone; all
 * others, and every `@dev` space, through the registry. `dependent` is the space that the roots are dependencies of, where they are
 * not a target's.
 * @throws CyclicDependencyError with the path of the cycle; what `resolveSelector` throws; MissingDependencyError.
 */
export async function computeClosure(
  roots: readonly RootRef[],
  registry: RegistrySource,
  pins: Pins = NO_PINS,
  dependent?: SpaceKey,
): Promise<Closure> {
  const spaces = new Map<SpaceKey, LockedSpace>();
  const answered = new Set<SpaceKey>();
  const path: SpaceKey[] = dependent ? [dependent] : [];

  const enter = async (
    key: SpaceKey,
    location: SourceLocation | undefined,
    build: () => Promise<LockedSpace>,
  ): Promise<SpaceKey> => {
    if (spaces.has(key)) return key;
    if (path.includes(key)) {
      throw new CyclicDependencyError([...path.slice(path.indexOf(key)), key], {
        ...(location ? { location } : {}),
        hint: 'Remove one of these dependencies from its space.toml.',
      });
    }
    path.push(key);
    // Not called but queued: a chain of pins needs no I/O, and its depth must not be that of the stack.
    const space = await Promise.resolve().then(build);
    path.pop();
    spaces.set(key, space);
    return key;
  };

  const visitPinned = ({ key, resolvedFrom }: Pin): Promise<SpaceKey> =>
    enter(key, undefined, async () => {
      const pinned = pins.space(key);
      if (!pinned)
        throw new ResolutionError(`The lock has no entry for ${key}.`, { hint: `To pin it, ${RENEW_PINS}.` });
      for (const [index, dependency] of pinned.deps.spaces.entries()) {
        if (pins.space(dependency)?.commit === 'dev')
          await visitDependency(parseSpaceRef(`space:${pins.space(dependency)?.id}@dev`), { key, index });
        else await visitPinned({ key: dependency });
      }
      answered.add(key);
      return resolvedFrom ? { ...pinned, resolvedFrom } : pinned;
    });

  const visitDependency = (
    ref: SpaceRef,
    dependent: Dependent,
    location?: SourceLocation,
  ): Promise<SpaceKey> => {
    const pin = pins.ofDependency(ref, dependent);
    return pin ? visitPinned(pin) : visit(ref, { chain: [...path], ...(location ? { location } : {}) });
  };

  const visit = async (ref: SpaceRef, requirement: Requirement): Promise<SpaceKey> => {
    const opened = await registry();
    const resolved = await resolveSelector(ref, opened, requirement);
    const { commit, resolvedFrom } = resolved;
    const key = spaceKey(ref.id, commit);
    return enter(key, requirement.location, async () => {
      const source = await (commit === 'dev' ? opened.devSpace(ref.id) : opened.spaceAt(ref.id, commit));
      if (!source) throw await notFound(ref, resolved, opened, requirement);
      const dependencies: SpaceKey[] = [];
      for (const [index, { ref, location }] of dependencyRefs(source).entries()) {
        dependencies.push(await visitDependency(ref, { key, index }, location));
      }
      return {
        id: ref.id,
        commit,
        path: spacePath(ref.id),
        integrity: commit === 'dev' ? DEV_INTEGRITY : computeIntegrity(source.content.files),
        plugin: pluginIdentity(source.manifest),
        deps: { spaces: dependencies },
        resolvedFrom,
      };
    });
  };

  const rootKeys: SpaceKey[] = [];
  for (const [index, { ref, location }] of roots.entries()) {
    const pin = pins.ofRoot(ref, index);
    rootKeys.push(
      pin
        ? await visitPinned(pin)
        : await visit(ref, { chain: [...path], ...(location ? { location } : {}) }),
    );
  }
  return { loadOrder: [...spaces.keys()], roots: rootKeys, spaces, pinned: answered };
}

/** The name and version a space's plugin goes by (seed 003 §5.1). */
export function pluginIdentity(manifest: SpaceManifest): LockedSpace['plugin'] {
  const version = manifest.plugin?.version ?? manifest.version;
  return { name: manifest.plugin?.name ?? manifest.id, ...(version === undefined ? {} : { version }) };
}

async function notFound(
  ref: SpaceRef,
  resolved: ResolvedSelector,
  registry: Registry,
  requirement: Requirement,
): Promise<ResolutionError> {
  const { commit } = resolved;
  const near = await registry.suggestId(ref.id);
  const hint = near && near !== ref.id ? `Did you mean space:${near}?` : whereToPutIt(ref, resolved);
  const Failure = requirement.chain.length ? MissingDependencyError : SelectorResolutionError;
  const place =
    commit === 'dev'
      ? `${registry.devSpaceDirectory(ref.id)} holds no space.toml.`
      : `commit ${commit.slice(0, 12)} has no ${spacePath(ref.id)}/space.toml.`;
  return new Failure(`Cannot resolve ${ref.text}: ${place}`, explain(requirement, hint));
}

/** What a commit lacks cannot be put there any more. */
function whereToPutIt({ id, selector }: SpaceRef, { resolvedFrom: { tag } }: ResolvedSelector): string {
  const manifest = `${spacePath(id)}/space.toml`;
  if (selector.kind === 'dev') return `Create ${manifest}.`;
  if (selector.kind === 'head')
    return `Commit ${manifest} in the registry, or use space:${id}@dev for the working copy.`;
  return tag
    ? `The tag ${tag} names the wrong commit: publish one that has the space under a new version.`
    : 'Pin a commit that has it.';
}
