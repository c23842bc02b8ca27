import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkModules, writeWorkspaceFiles } from './nx-bench-workspace.mjs';

// Where the plugins below are put in place of a package. They infer from the same glob, which ours gives them.
const STAND_INS = {
  /** Makes nothing of the files. */
  'empty-plugin': '() => []',
  /** Makes the same projects with nothing in them: what Nx itself does for as many, whoever infers them. */
  'bare-plugin': `(files) => files.map((file) => {
    const root = file.slice(0, file.lastIndexOf('/'));
    return [file, { projects: { [root]: { name: root.slice(root.lastIndexOf('/') + 1) } } }];
  })`,
};

/**
 * Turns a generated registry into an Nx workspace, in which its project is `apps/bench`.
 *
 * @param {{ registry: string, project: string, nodeModules: string, glob: string }} options
 *   `nodeModules`: what is installed; it is linked, entry by entry. `glob`: of our plugin.
 */
export function makeNxWorkspace({ registry, project, nodeModules, glob }) {
  writeWorkspaceFiles(registry);
  mkdirSync(join(registry, 'apps'));
  cpSync(project, join(registry, 'apps/bench'), { recursive: true });
  linkModules(registry, nodeModules);
  const modules = join(registry, 'node_modules');
  for (const [name, infer] of Object.entries(STAND_INS)) {
    mkdirSync(join(modules, name));
    writeFileSync(
      join(modules, name, 'package.json'),
      JSON.stringify({ name, version: '0.0.0', main: 'index.js' }),
    );
    writeFileSync(
      join(modules, name, 'index.js'),
      `exports.name = '${name}';\nexports.createNodesV2 = exports.createNodes = [${JSON.stringify(glob)}, ${infer}];\n`,
    );
  }
}
