import { createMemoryTree, type MemoryTree } from './memory-tree';

/** A tree with the space `web`, whose plugin is called `web-quality`. */
export const spaceTree = (files: Readonly<Record<string, string>> = {}): MemoryTree =>
  createMemoryTree({
    'spaces/web/space.toml': 'schema = 1\nid = "web"\nversion = "1.2.3"\n[plugin]\nname = "web-quality"\n',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`spaces/web/${path}`, text])),
  });
