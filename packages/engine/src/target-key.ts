import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { LockedSpace, SpaceId, SpaceKey, TargetName } from '@agent-spaces/core';
import { spacePath } from '@agent-spaces/resolver';
import { MATERIALIZER_VERSION } from '@agent-spaces/store';
import { claudeOptionsOf, readProject, requireTarget, type Project } from './project';
import { workingCopyIntegrity, type IntegrityMemory } from './working-copy-integrity';

export interface TargetKeyRequest {
  /** Absolute. */
  readonly projectRoot: string;
  /** Absolute; where `@dev` spaces are read from. It need not exist. */
  readonly registryDirectory: string;
  readonly target: string;
  /** Absolute; the files outside of which nobody else watches. Without it every `@dev` space is outside. */
  readonly workspaceRoot?: string;
  readonly memory?: IntegrityMemory;
}

export interface TargetKey {
  /**
   * What the lock says of the target: `current`; `unlocked`, where there is no lock or the target is not in it; `outdated`, where it
   * was made from other references. A station refuses the last two, so their keys name nothing that could ever be kept.
   */
  readonly state: 'current' | 'unlocked' | 'outdated';
  /**
   * Hex, over the state and the parts in their order: this is the key, and nothing of a path, a time or this machine is in it.
   */
  readonly bundle: string;
  /** The same of its plugin directories alone, which know nothing of the options for the client. */
  readonly plugins: string;
  /** What the bundle is made of, by name, for whoever wants to see why a key is another. Load order is in the keys alone. */
  readonly parts: Readonly<Record<string, string>>;
  /** The `@dev` spaces whose files do not lie in the workspace. */
  readonly outside: readonly SpaceId[];
}

/**
 * What a target's bundle is made of at this moment, read from the project and the registry's working copy alone: no git, no store and
 * no network. Two equal keys mean the same plugins in the same order, the same settings and the same record.
 * @throws what reading the project and the files of `@dev` spaces throws; ConfigError for an unknown target.
 */
export async function targetKey(request: TargetKeyRequest): Promise<TargetKey> {
  const project = await readProject(request.projectRoot);
  const name = requireTarget(project, request.target);
  const { model, permission_mode, args } = claudeOptionsOf(project, name);
  const spaces = lockedSpaces(project, name);
  const state = stateOf(project, name);
  const plugins = new Map([['materializer', String(MATERIALIZER_VERSION)]]);
  const outside: SpaceId[] = [];
  for (const [key, space] of spaces) {
    const { id, commit, plugin } = space;
    const directory = join(request.registryDirectory, spacePath(id));
    if (commit === 'dev' && !isWithin(directory, request.workspaceRoot)) outside.push(id);
    const integrity =
      commit === 'dev' ? await workingCopyIntegrity(directory, request.memory) : space.integrity;
    plugins.set(key, JSON.stringify([integrity, plugin.name, plugin.version]));
  }
  const bundle = new Map([...plugins, ['claude', JSON.stringify([model, permission_mode, args])]]);
  return {
    state,
    bundle: digestOf(state, bundle),
    plugins: digestOf(state, plugins),
    parts: Object.fromEntries(bundle),
    outside,
  };
}

const digestOf = (state: TargetKey['state'], parts: ReadonlyMap<string, string>): string =>
  createHash('sha256')
    .update(JSON.stringify([state, [...parts]]))
    .digest('hex');

/** In load order. */
const lockedSpaces = (
  { lock }: Project,
  name: string,
): readonly (readonly [key: SpaceKey, space: LockedSpace])[] =>
  (lock?.targets.get(name)?.loadOrder ?? []).flatMap((key) => {
    const space = lock?.spaces.get(key);
    return space ? [[key, space] as const] : [];
  });

function stateOf({ lock, manifest }: Project, name: TargetName): TargetKey['state'] {
  const locked = lock?.targets.get(name);
  if (!locked) return 'unlocked';
  const asked = manifest.targets.get(name)?.compose ?? [];
  return locked.compose.join('\n') === asked.join('\n') ? 'current' : 'outdated';
}

/** By where it really lies: what a symlink leads out of the workspace is watched by nobody. */
function isWithin(directory: string, root: string | undefined): boolean {
  if (root === undefined || !existsSync(directory)) return false;
  const inside = relative(realpathSync(root), realpathSync(directory));
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
