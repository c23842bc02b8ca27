import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Nx demands of a workspace. */
const FILES = {
  'package.json': JSON.stringify({ name: 'bench', version: '0.0.0', private: true }),
  'tsconfig.base.json': '{}',
  '.gitignore': 'node_modules/\n.nx/\ndist/\n',
};

/** @param {string} workspace a directory that is to become an Nx workspace; its nx.json is the caller's */
export function writeWorkspaceFiles(workspace) {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(workspace, name), content);
}

/** Links what is installed into a workspace, entry by entry: Nx looks for plugins in the workspace's own node_modules. */
export function linkModules(workspace, nodeModules) {
  const modules = join(workspace, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(nodeModules)) {
    if (name !== '.package-lock.json' && name !== '.cache')
      symlinkSync(join(nodeModules, name), join(modules, name));
  }
}
