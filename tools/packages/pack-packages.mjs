// @ts-check
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { runAsProgram, UsageError } from '../registry/run-as-program.mjs';
import { removeLeftovers } from './remove-leftovers.mjs';

const USAGE = `usage: node tools/packages/pack-packages.mjs --into DIRECTORY

Packs every package as npm would publish it, from what is built. Prints what it made as JSON.`;

export const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} Manifest  what is read of a package.json
 * @property {string} name
 * @property {string} version
 * @property {string} [license]
 * @property {{ readonly url?: string, readonly directory?: string }} [repository]
 * @property {Readonly<Record<string, string>>} [engines]
 * @property {{ readonly access?: string }} [publishConfig]
 * @property {Readonly<Record<string, string>>} [bin]
 * @property {Readonly<Record<string, unknown>>} [exports]
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {Readonly<Record<string, string>>} [peerDependencies]
 */

/**
 * @typedef {object} PackedPackage
 * @property {string} directory  where it was packed from: absolute
 * @property {Manifest} manifest
 * @property {string} tarball  absolute
 * @property {number} size  of the tarball, in bytes
 * @property {readonly { readonly path: string, readonly mode: number }[]} files  what the tarball holds
 */

/**
 * @param {string} root  a repository with its packages in `packages/`
 * @param {string} into  a directory; made where it is missing
 * @returns {Promise<readonly PackedPackage[]>} sorted by name
 * @throws with npm's words where it fails
 */
export async function packPackages(root, into) {
  const destination = resolve(into);
  mkdirSync(destination, { recursive: true });
  const directories = readdirSync(join(root, 'packages')).map((room) => join(root, 'packages', room));
  directories.forEach(removeLeftovers);
  const stdout = await npm(root, ['pack', '--workspaces', '--json', '--pack-destination', destination]);
  const packed = new Map(JSON.parse(stdout).map((entry) => [entry.name, entry]));
  return directories
    .map((directory) => {
      const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
      const { filename, size, files } = packed.get(manifest.name);
      return { directory, manifest, tarball: join(destination, filename), size, files };
    })
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
async function npm(cwd, args) {
  const program = process.env['npm_execpath'];
  const [command, first] = program ? [process.execPath, [program]] : ['npm', []];
  const { stdout } = await promisify(execFile)(command, [...first, ...args, '--ignore-scripts'], {
    cwd,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

await runAsProgram(import.meta.url, async () => {
  const { values } = parseArgs({ options: { into: { type: 'string' } } });
  if (!values.into) throw new UsageError(USAGE);
  const packed = await packPackages(REPOSITORY_ROOT, values.into);
  console.log(
    JSON.stringify(packed.map(({ manifest: { name, version }, tarball }) => ({ name, version, tarball }))),
  );
});
