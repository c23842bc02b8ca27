import type { AspErrorCode } from './errors';

/** An error code for those who meet it: the reference page is made of these. */
export interface ErrorCodeFacts {
  /** What has happened, in one sentence. */
  readonly meaning: string;
  /** What to do when the error's own hint does not help. */
  readonly remedy: string;
}

/** A code without an entry does not compile. */
export const ERROR_CODES: Readonly<Record<AspErrorCode, ErrorCodeFacts>> = {
  CONFIG_ERROR: {
    meaning: 'A setting cannot be used: no project here, no such target, a file that cannot be read.',
    remedy: 'Check the directory you are in, the name you gave, and the value of the variable named.',
  },
  CONFIG_PARSE_ERROR: {
    meaning: 'A file is not TOML or not JSON.',
    remedy: 'Correct the syntax at the line and column given.',
  },
  CONFIG_VALIDATION_ERROR: {
    meaning:
      'A file has the right syntax and breaks the rules of its format. All its faults are listed at once.',
    remedy: 'Compare the value with the schema of the file; a `#:schema` line lets an editor do that.',
  },
  RESOLUTION_ERROR: {
    meaning:
      'The lock is missing, or was made before the manifest or a `@dev` space changed. No command ends with it now, because each resolves by itself; the Nx tasks after `asp-resolve` do.',
    remedy: 'Run `asp install`, in an Nx workspace `nx sync` or the task `asp-resolve`.',
  },
  REF_PARSE_ERROR: {
    meaning: 'A text is not a space reference.',
    remedy: 'Write `space:<id>@<selector>`.',
  },
  SELECTOR_RESOLUTION_ERROR: {
    meaning: 'A reference is well formed, but the registry has nothing it could mean.',
    remedy: 'Use a version or dist-tag that is published, or publish one.',
  },
  CYCLIC_DEPENDENCY_ERROR: {
    meaning: 'Spaces need each other in a circle. The message shows the way round.',
    remedy: 'Remove one of the dependencies from its `space.toml`.',
  },
  MISSING_DEPENDENCY_ERROR: {
    meaning: 'A space needs another that the registry does not have.',
    remedy: 'Publish the missing space, or correct `deps.spaces` of the space that names it.',
  },
  STORE_ERROR: {
    meaning: 'The store under ASP_HOME cannot be written.',
    remedy: 'Make the directory writable, free some space, or choose another with `--asp-home`.',
  },
  INTEGRITY_ERROR: {
    meaning: 'Content does not hash to the name it is kept under, and could not be made anew.',
    remedy:
      'Where the lock is named, restore it or run `asp install --update` (in an Nx workspace `asp-resolve` with `--update`). Else run `asp install --verify`; if it stays, check the registry with `git fsck`.',
  },
  SNAPSHOT_ERROR: {
    meaning: 'The files of a space cannot be taken from the registry or from the disk.',
    remedy: 'Fetch the registry, and check that it is the one the lock was made from.',
  },
  MATERIALIZATION_ERROR: {
    meaning: 'A space cannot become a plugin, or a directory asp did not make stands in the way.',
    remedy: 'Correct the file named in the space, or choose another output directory.',
  },
  LOCK_ERROR: {
    meaning: 'A file lock cannot be made, or another process took it over.',
    remedy: 'Make sure the directory can be written, then run the command again.',
  },
  LOCK_TIMEOUT_ERROR: {
    meaning: 'Another asp has worked in the same place for too long.',
    remedy: 'Wait for it, or remove the lock directory if no asp runs.',
  },
  GIT_ERROR: {
    meaning: 'git failed, is missing, or the registry is no repository.',
    remedy: 'Run the same git command by hand in the registry and read what it says.',
  },
  CLAUDE_ERROR: {
    meaning: 'Claude Code failed in a way no narrower code describes. No command ends with it now.',
    remedy: 'Run the command that `asp run --dry-run` prints.',
  },
  CLAUDE_NOT_FOUND_ERROR: {
    meaning: 'There is no Claude Code program where asp looks.',
    remedy: 'Install it, or set `ASP_CLAUDE_PATH`.',
  },
  CLAUDE_INVOCATION_ERROR: {
    meaning: 'Claude Code cannot be started, or must not be: a policy or an argument forbids it.',
    remedy: 'Read the message for the file or argument at fault.',
  },
};
