import type { Buffer } from 'node:buffer';

/** How a file is kept: git knows these three, and nothing else of a file's mode survives. */
export type SpaceFileKind = 'file' | 'executable' | 'symlink';

export interface SpaceFile {
  /** Relative to the space directory, `/`-separated, never absolute, no `.` or `..` segment. */
  readonly path: string;
  readonly kind: SpaceFileKind;
  /** The git blob id of the content (for a symlink, of its target text). */
  readonly oid: string;
}

/**
 * One version of one space: its file list in byte order of the paths, and its bytes. The same type serves a commit, a snapshot and
 * a working copy, so no station knows where files come from.
 */
export interface SpaceContent {
  readonly files: readonly SpaceFile[];
  /** The bytes of a file in `files`; for a symlink its target text. */
  read(path: string): Promise<Buffer>;
  /** Whether a regular file starts with `#!`, so that it can be known without reading it where it was recorded. */
  hasShebang(path: string): Promise<boolean>;
}
