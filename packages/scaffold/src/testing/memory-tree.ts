import { posix } from 'node:path';
import type { ScaffoldTree } from '../tree';

export interface MemoryTree extends ScaffoldTree {
  /** The text of every file, by path in byte order. */
  readonly texts: () => Readonly<Record<string, string>>;
  /** The mode a file was last written with. */
  readonly modeOf: (path: string) => number | undefined;
  /** Paths in the order they were written to. */
  readonly writes: readonly string[];
}

/** A tree that lives in memory alone, beginning with some files. */
export function createMemoryTree(files: Readonly<Record<string, string | Buffer>> = {}): MemoryTree {
  const contents = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
  const modes = new Map<string, number>();
  const writes: string[] = [];
  const normal = (path: string): string => posix.join(path, '.').replace(/\/$/, '').replace(/^\.$/, '');
  const below = (path: string): readonly string[] => {
    const prefix = normal(path) === '' ? '' : `${normal(path)}/`;
    return [...contents.keys()].flatMap((file) =>
      file.startsWith(prefix) ? [file.slice(prefix.length)] : [],
    );
  };
  return {
    read: (path) => contents.get(normal(path)) ?? null,
    exists: (path) => contents.has(normal(path)) || below(path).length > 0,
    isFile: (path) => contents.has(normal(path)),
    children: (path) => [...new Set(below(path).map((file) => file.split('/', 1).join()))],
    write: (path, content, options = {}) => {
      contents.set(normal(path), Buffer.from(content));
      if (options.mode !== undefined) modes.set(normal(path), options.mode);
      writes.push(normal(path));
    },
    texts: () =>
      Object.fromEntries([...contents].sort().map(([path, content]) => [path, content.toString('utf8')])),
    modeOf: (path) => modes.get(normal(path)),
    writes,
  };
}
