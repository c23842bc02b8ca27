import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ConfigError, printable } from '@agent-spaces/core';
import type { Tree } from '@nx/devkit';

/**
 * A tree that writes through no symbolic link, be it the file or a directory above it. Nx's own follows them, to wherever they lead:
 * out of the workspace too, and by way of a link to nothing even to what it says is new.
 *
 * Its `write` and `delete` throw ConfigError; what is only read may be linked.
 */
export function refusingLinks(tree: Tree): Tree {
  const guarded: Tree = Object.create(tree);
  guarded.write = (path, content, options) => {
    refuseLink(tree.root, path);
    tree.write(path, content, options);
  };
  guarded.delete = (path) => {
    refuseLink(tree.root, path);
    tree.delete(path);
  };
  return guarded;
}

/** @param path from the root */
function refuseLink(root: string, path: string): void {
  const segments = posix.normalize(path.replaceAll('\\', '/')).split('/').filter(Boolean);
  for (const [index] of segments.entries()) {
    const part = segments.slice(0, index + 1).join('/');
    const kind = lstatSync(join(root, part), { throwIfNoEntry: false });
    if (kind?.isDirectory()) continue;
    if (!kind?.isSymbolicLink()) return;
    throw new ConfigError(
      `${printable(part, 400)} is a symbolic link: what is written to ${printable(path, 400)} would land elsewhere.`,
      {
        location: { file: part },
        hint: 'Put a file or a directory in its place, or change what it leads to.',
      },
    );
  }
}
