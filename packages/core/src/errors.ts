/**
 * The error hierarchy of seed 003 §12. Every failure a user can cause or meet is one of these; `code` is stable, `message` says
 * what and why, `locations` say where, `hint` says what to do next. Only the CLI and the Nx adapters turn one into text.
 */

/** Lines and columns count from 1; columns count UTF-16 units, as editors do. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** RFC 6901 JSON pointer into the document: `/targets/frontend/compose/0`. */
  readonly pointer?: string;
}

export interface ConfigIssue {
  readonly message: string;
  readonly location: SourceLocation;
  readonly hint?: string;
}

export interface AspErrorOptions {
  readonly location?: SourceLocation;
  readonly hint?: string;
  readonly cause?: unknown;
  /** Every place, where there is more than the one of `location`. */
  readonly issues?: readonly ConfigIssue[];
}

export type AspErrorCode =
  | 'CONFIG_ERROR'
  | 'CONFIG_PARSE_ERROR'
  | 'CONFIG_VALIDATION_ERROR'
  | 'RESOLUTION_ERROR'
  | 'REF_PARSE_ERROR'
  | 'SELECTOR_RESOLUTION_ERROR'
  | 'CYCLIC_DEPENDENCY_ERROR'
  | 'MISSING_DEPENDENCY_ERROR'
  | 'STORE_ERROR'
  | 'INTEGRITY_ERROR'
  | 'SNAPSHOT_ERROR'
  | 'MATERIALIZATION_ERROR'
  | 'LOCK_ERROR'
  | 'LOCK_TIMEOUT_ERROR'
  | 'GIT_ERROR'
  | 'CLAUDE_ERROR'
  | 'CLAUDE_NOT_FOUND_ERROR'
  | 'CLAUDE_INVOCATION_ERROR';

export abstract class AspError extends Error {
  abstract readonly code: AspErrorCode;
  readonly location: SourceLocation | undefined;
  readonly hint: string | undefined;
  /** Every place this error names; more than one only where what was read has several faults. */
  readonly issues: readonly ConfigIssue[];

  constructor(message: string, options: AspErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.location = options.location;
    this.hint = options.hint;
    this.issues = options.issues ?? issueOf(message, options);
  }
}

function issueOf(message: string, { location, hint }: AspErrorOptions): readonly ConfigIssue[] {
  return location ? [{ message, location, ...(hint ? { hint } : {}) }] : [];
}

export class ConfigError extends AspError {
  readonly code: AspErrorCode = 'CONFIG_ERROR';
}

/** A file with all its faults at once. */
abstract class ConfigFileError extends ConfigError {
  constructor(summary: string, issues: readonly [ConfigIssue, ...ConfigIssue[]], cause?: unknown) {
    const [first] = issues;
    super(issues.length === 1 ? first.message : `${summary} (${issues.length} problems)`, {
      location: first.location,
      ...(first.hint && issues.length === 1 ? { hint: first.hint } : {}),
      cause,
      issues,
    });
  }
}

/** The text is not TOML or JSON. */
export class ConfigParseError extends ConfigFileError {
  override readonly code = 'CONFIG_PARSE_ERROR';
}

/** The text is TOML or JSON but breaks the file's schema (seed 003 §5). */
export class ConfigValidationError extends ConfigFileError {
  override readonly code = 'CONFIG_VALIDATION_ERROR';
}

export class ResolutionError extends AspError {
  readonly code: AspErrorCode = 'RESOLUTION_ERROR';
}

export class RefParseError extends ResolutionError {
  override readonly code = 'REF_PARSE_ERROR';
}

export class SelectorResolutionError extends ResolutionError {
  override readonly code = 'SELECTOR_RESOLUTION_ERROR';
}

export class CyclicDependencyError extends ResolutionError {
  override readonly code = 'CYCLIC_DEPENDENCY_ERROR';
  /** The space keys of the cycle, first and last the same. */
  readonly cycle: readonly string[];

  constructor(cycle: readonly string[], options: AspErrorOptions = {}) {
    super(`Spaces depend on each other in a circle: ${cycle.join(' → ')}`, options);
    this.cycle = cycle;
  }
}

export class MissingDependencyError extends ResolutionError {
  override readonly code = 'MISSING_DEPENDENCY_ERROR';
}

export class StoreError extends AspError {
  readonly code: AspErrorCode = 'STORE_ERROR';
}

/** Content does not hash to the name it is kept under. */
export class IntegrityError extends StoreError {
  override readonly code = 'INTEGRITY_ERROR';
}

/** A space's files cannot be taken from the registry or the disk. */
export class SnapshotError extends StoreError {
  override readonly code = 'SNAPSHOT_ERROR';
}

export class MaterializationError extends AspError {
  readonly code = 'MATERIALIZATION_ERROR';
}

export class LockError extends AspError {
  readonly code: AspErrorCode = 'LOCK_ERROR';
}

export class LockTimeoutError extends LockError {
  override readonly code = 'LOCK_TIMEOUT_ERROR';
}

export class GitError extends AspError {
  readonly code = 'GIT_ERROR';
}

export class ClaudeError extends AspError {
  readonly code: AspErrorCode = 'CLAUDE_ERROR';
}

export class ClaudeNotFoundError extends ClaudeError {
  override readonly code = 'CLAUDE_NOT_FOUND_ERROR';
}

export class ClaudeInvocationError extends ClaudeError {
  override readonly code = 'CLAUDE_INVOCATION_ERROR';
}

export const isAspError = (error: unknown): error is AspError => error instanceof AspError;
