import { posix } from 'node:path';
import { ConfigError, decodeText, printable } from '@agent-spaces/core';
import type { ScaffoldTree } from './tree';

/** A file that a generator is going to write. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
}

export interface WrittenFile {
  /** From the tree's root. */
  readonly path: string;
  readonly change: 'created' | 'updated' | 'unchanged';
}

/** @throws ConfigParseError for a file that is not UTF-8 */
export function readTreeText(tree: ScaffoldTree, path: string): string | undefined {
  const bytes = tree.isFile(path) ? tree.read(path) : null;
  return bytes === null ? undefined : decodeText(bytes, path);
}

/**
 * A file that must not be there yet.
 * @throws ConfigError where anything has its name, be it in other letter case or as a link to nothing
 */
export function newFile(tree: ScaffoldTree, file: PlannedFile, hint: string): PlannedFile {
  const name = posix.basename(file.path).toLowerCase();
  const same = tree.children(posix.dirname(file.path)).find((child) => child.toLowerCase() === name);
  if (same === undefined && !tree.exists(file.path)) return file;
  const existing = same === undefined ? file.path : posix.join(posix.dirname(file.path), same);
  throw new ConfigError(`${printable(existing, 400)} is there already.`, {
    location: { file: existing },
    hint,
  });
}

/**
 * Writes what was planned, unless it is there to the letter.
 * @throws ConfigError before anything is written, where a directory has the name of a file or a file that of a directory
 */
export function writeFiles(tree: ScaffoldTree, files: readonly PlannedFile[]): readonly WrittenFile[] {
  for (const { path } of files) refuseWrongKind(tree, path);
  return files.map(({ path, text, executable = false }): WrittenFile => {
    const before = readTreeText(tree, path);
    if (before === text) return { path, change: 'unchanged' };
    tree.write(path, text, executable ? { mode: 0o755 } : {});
    return { path, change: before === undefined ? 'created' : 'updated' };
  });
}

function refuseWrongKind(tree: ScaffoldTree, path: string): void {
  const segments = path.split('/');
  for (const [index] of segments.entries()) {
    const part = segments.slice(0, index + 1).join('/');
    const wantsFile = index + 1 === segments.length;
    if (!tree.exists(part) || tree.isFile(part) === wantsFile) continue;
    throw new ConfigError(`${part} is a ${wantsFile ? 'directory' : 'file'}, so ${path} cannot be written.`, {
      location: { file: part },
      hint: 'Rename or remove it.',
    });
  }
}
