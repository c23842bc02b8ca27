// @ts-check
import { build } from 'esbuild';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));

const ENTRY = `
  export { main } from './src/main';
  export { createProgram } from './src/program';
  export { EXIT } from './src/exit';
  export { version } from './package.json';
  export * as core from '@agent-spaces/core';
  export { RULES } from '@agent-spaces/lint';
`;
const NX_ENTRY = `
  export * from './src/plugin/options';
  export { createDependencies, createNodesV2, name } from './src/index';
`;
const START = `
  import { main } from './src/main';
  void main(process.argv.slice(2)).then((code) => { process.exitCode = code; });
`;
const COMMONJS_NAMES = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
].join('');

/**
 * @typedef {object} Product
 * @property {any} parts  what the pages are made of: the program, the exit codes, the rooms' exports
 * @property {any} nx  what the Nx plugin exports, and its options
 * @property {string} cli  a program file that is asp
 */

/**
 * Gives `work` the product as its sources have it now, bundled into a directory that is gone afterwards; no earlier build is used.
 *
 * @template Result
 * @param {(product: Product) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withProduct(work) {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'asp-docs-product-')));
  try {
    await Promise.all([
      bundle('packages/cli', ENTRY, join(directory, 'parts.mjs')),
      bundle('packages/cli', START, join(directory, 'asp.mjs')),
      bundle('packages/nx', NX_ENTRY, join(directory, 'nx.mjs')),
    ]);
    const load = (/** @type {string} */ file) => import(pathToFileURL(join(directory, file)).href);
    const [parts, nx] = await Promise.all([load('parts.mjs'), load('nx.mjs')]);
    return await work({ parts, nx, cli: join(directory, 'asp.mjs') });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {string} room @param {string} contents @param {string} outfile */
const bundle = (room, contents, outfile) =>
  build({
    stdin: { contents, resolveDir: join(REPOSITORY_ROOT, room), loader: 'ts' },
    outfile,
    // Loaded where a graph cannot be made, which is never the case here.
    external: ['@nx/devkit'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@agent-spaces/source'],
    mainFields: ['module', 'main'],
    banner: { js: COMMONJS_NAMES },
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
