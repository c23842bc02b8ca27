import { getProjects, readCachedProjectGraph, workspaceRoot, type Tree } from '@nx/devkit';

/**
 * Where the projects are, by name. Nx has made the graph before it starts a generator; only there are the projects that plugins infer.
 * Where the tree says otherwise, the graph is of before.
 */
export function projectRoots(tree: Tree): ReadonlyMap<string, string> {
  const named = [...getProjects(tree)].map(([name, { root }]) => [name, root] as const);
  return new Map([...cachedProjects(tree).filter(([, root]) => tree.exists(root)), ...named]);
}

function cachedProjects({ root }: Tree): readonly (readonly [name: string, root: string])[] {
  if (root !== workspaceRoot) return [];
  try {
    return Object.entries(readCachedProjectGraph().nodes).map(([name, { data }]) => [name, data.root]);
  } catch {
    // There is none where the cache is switched off.
    return [];
  }
}
