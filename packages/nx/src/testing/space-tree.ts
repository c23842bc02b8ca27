import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { spaceToml } from './git-workspace';

/** A workspace in memory with spaces, and the options of the plugin in its nx.json. */
export function spaceTree(ids: readonly string[] = ['web-quality'], options: object = {}): Tree {
  const tree = createTreeWithEmptyWorkspace();
  tree.write('nx.json', JSON.stringify({ plugins: [{ plugin: '@agent-spaces/nx', options }] }));
  for (const id of ids) tree.write(`spaces/${id}/space.toml`, spaceToml(id));
  return tree;
}

/** Every file of a tree that was written to, with its text. */
export const textsOf = (tree: Tree): Readonly<Record<string, string>> =>
  Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, content?.toString() ?? '']));
