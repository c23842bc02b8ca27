import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Nx demands of a workspace. */
const FILES = {
  'package.json': { name: 'bench', version: '0.0.0', private: true },
  'tsconfig.base.json': {},
};

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
  for (const [name, content] of Object.entries(FILES)) {
    writeFileSync(join(registry, name), JSON.stringify(content));
  }
  writeFileSync(join(registry, '.gitignore'), 'node_modules/\n.nx/\n');
  mkdirSync(join(registry, 'apps'));
  cpSync(project, join(registry, 'apps/bench'), { recursive: true });
  const modules = join(registry, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(nodeModules)) {
    if (name !== '.package-lock.json' && name !== '.cache')
      symlinkSync(join(nodeModules, name), join(modules, name));
  }
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
