import type { CommitSha, DevCommit, Integrity, SpaceId, SpaceKey, TargetName } from './ids';

/** What Claude Code reads from a settings file, as far as a space may define it (seed 003 §7.4). */
export interface SpaceSettings {
  readonly model?: string;
  readonly permissions?: { readonly allow?: readonly string[]; readonly deny?: readonly string[] };
  readonly env?: Readonly<Record<string, string>>;
}

export interface PluginAuthor {
  readonly name?: string;
  readonly email?: string;
  readonly url?: string;
}

export interface PluginMetadata {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly author?: PluginAuthor;
  readonly homepage?: string;
  readonly repository?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
}

/** `space.toml` (seed 003 §5.1). */
export interface SpaceManifest {
  readonly schema: 1;
  readonly id: SpaceId;
  readonly version?: string;
  readonly description?: string;
  readonly plugin?: PluginMetadata;
  readonly deps?: { readonly spaces?: readonly string[] };
  readonly settings?: SpaceSettings;
}

/** `[claude]` of a project or of one target (seed 003 §5.2). */
export interface ClaudeOptions {
  readonly model?: string;
  readonly permission_mode?: string;
  readonly args?: readonly string[];
}

export interface RunTarget {
  readonly description?: string;
  /** Space references in the order they were written; at least one. */
  readonly compose: readonly string[];
  readonly claude?: ClaudeOptions;
  readonly resolver?: { readonly locked?: boolean; readonly allow_dirty?: boolean };
}

/** `asp-targets.toml` (seed 003 §5.2). */
export interface ProjectManifest {
  readonly schema: 1;
  readonly claude?: ClaudeOptions;
  /** In file order. */
  readonly targets: ReadonlyMap<TargetName, RunTarget>;
}

export interface ResolvedFrom {
  /** The selector as written, without `@`: `stable`, `^1.2.0`, `git:abc1234`, `HEAD`, `dev`. */
  readonly selector: string;
  readonly tag?: string;
  readonly semver?: string;
}

export interface LockedSpace {
  readonly id: SpaceId;
  readonly commit: CommitSha | DevCommit;
  /** Directory inside the registry: `spaces/<id>`. */
  readonly path: string;
  readonly integrity: Integrity;
  readonly plugin: { readonly name: string; readonly version?: string };
  readonly deps: { readonly spaces: readonly SpaceKey[] };
  readonly resolvedFrom: ResolvedFrom;
}

export interface LockedWarning {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface LockedTarget {
  readonly compose: readonly string[];
  readonly roots: readonly SpaceKey[];
  readonly loadOrder: readonly SpaceKey[];
  readonly envHash: Integrity;
  readonly warnings?: readonly LockedWarning[];
}

export interface LockRegistry {
  readonly type: 'git';
  readonly url: string;
  readonly defaultBranch?: string;
}

/** `asp-lock.json` and `global-lock.json` (seed 003 §5.3). In the global lock a target is named by the reference that was run. */
export interface LockFile {
  readonly lockfileVersion: 1;
  readonly resolverVersion: 1;
  readonly generatedAt: string;
  readonly registry: LockRegistry;
  readonly spaces: ReadonlyMap<SpaceKey, LockedSpace>;
  readonly targets: ReadonlyMap<string, LockedTarget>;
}

/** `registry/dist-tags.json` (seed 003 §5.4): space id → channel → version as written (`v1.2.0` or `1.2.0`). */
export type DistTags = ReadonlyMap<SpaceId, ReadonlyMap<string, string>>;
