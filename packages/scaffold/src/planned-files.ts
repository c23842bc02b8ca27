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
 * @throws ConfigError where anything has its name, be it a link to nothing or, like a directory above it, one in other letter case
 */
export function newFile(tree: ScaffoldTree, file: PlannedFile, hint: string): PlannedFile {
  for (const path of pathsTo(file.path)) {
    const twin = inOtherCase(tree, path);
    if (twin === undefined && (path !== file.path || !isThere(tree, path))) continue;
    const existing = printable(twin ?? path, 400);
    throw path === file.path
      ? new ConfigError(`${existing} is there already.`, { location: { file: twin ?? path }, hint })
      : new ConfigError(`${existing} differs from ${path} in letter case alone.`, {
          location: { file: twin ?? path },
          hint: 'Rename it, or choose another name: on macOS and Windows the two are one.',
        });
  }
  return file;
}

/** What is there in place of a path, under a name that macOS and Windows take for the same. */
function inOtherCase(tree: ScaffoldTree, path: string): string | undefined {
  const directory = posix.dirname(path);
  const name = posix.basename(path);
  const names = tree.children(directory);
  const twin = names.includes(name)
    ? undefined
    : names.find((child) => child.toLowerCase() === name.toLowerCase());
  return twin === undefined ? undefined : posix.join(directory, twin);
}

/** A link to nothing is only the name of a child. */
const isThere = (tree: ScaffoldTree, path: string): boolean =>
  tree.exists(path) || tree.children(posix.dirname(path)).includes(posix.basename(path));

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
  for (const part of pathsTo(path)) {
    const wantsFile = part === path;
    if (!tree.exists(part) || tree.isFile(part) === wantsFile) continue;
    throw new ConfigError(`${part} is a ${wantsFile ? 'directory' : 'file'}, so ${path} cannot be written.`, {
      location: { file: part },
      hint: 'Rename or remove it.',
    });
  }
}

/** `a/b/c` → `a`, `a/b`, `a/b/c` */
const pathsTo = (path: string): readonly string[] =>
  path.split('/').map((_, index, segments) => segments.slice(0, index + 1).join('/'));
