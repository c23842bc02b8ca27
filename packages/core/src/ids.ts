/**
 * The names the whole house uses (seed 003, appendix A). A branded value has been checked once, at the edge; nothing inside
 * checks it again.
 */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Kebab-case, 1–64 characters: `todo-frontend`. */
export type SpaceId = Branded<string, 'SpaceId'>;
/** A full object name: 40 (SHA-1) or 64 (SHA-256) lower-case hex digits. */
export type CommitSha = Branded<string, 'CommitSha'>;
/** The literal commit of a `@dev` space: its files are read from the registry's working copy, not from git. */
export type DevCommit = 'dev';
/** `sha256:` and 64 hex digits, or `sha256:dev` for a `@dev` space (seed 003 §6.3). */
export type Integrity = Branded<`sha256:${string}`, 'Integrity'>;
/** `<id>@<12 hex digits of the commit>`, or `<id>@dev` (seed 003 §5.3). */
export type SpaceKey = Branded<`${string}@${string}`, 'SpaceKey'>;
/** The name of a Run Target; safe as a directory name on every platform. */
export type TargetName = Branded<string, 'TargetName'>;
/** 64 hex digits naming a directory of the plugin cache (seed 003 §7.1). */
export type PluginCacheKey = Branded<string, 'PluginCacheKey'>;

const SPACE_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const FULL_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const INTEGRITY = /^sha256:([0-9a-f]{64}|dev)$/;
// No leading dot or dash, no trailing dot (Windows drops it), nothing a path or a shell would read as more than a name.
const TARGET_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?$/;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

export const DEV_INTEGRITY = 'sha256:dev' as Integrity;
export const SPACE_KEY_DIGITS = 12;

export const isSpaceId = (text: string): text is SpaceId => text.length <= 64 && SPACE_ID.test(text);
export const isCommitSha = (text: string): text is CommitSha => FULL_SHA.test(text);
export const isIntegrity = (text: string): text is Integrity => INTEGRITY.test(text);
export const isTargetName = (text: string): text is TargetName =>
  TARGET_NAME.test(text) && !WINDOWS_DEVICE.test(text);

export function spaceKey(id: SpaceId, commit: CommitSha | DevCommit): SpaceKey {
  return `${id}@${commit.slice(0, SPACE_KEY_DIGITS)}` as SpaceKey;
}

/** The 64 hex digits of an integrity, the name of its snapshot directory. */
export function integrityDigest(integrity: Integrity): string {
  return integrity.slice('sha256:'.length);
}
