// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { runAsProgram } from '../registry/run-as-program.mjs';
import { packageFaults } from './package-faults.mjs';
import { packPackages, REPOSITORY_ROOT } from './pack-packages.mjs';
import { attwFaults, publintFaults } from './tool-faults.mjs';

/** @typedef {import('./pack-packages.mjs').PackedPackage} PackedPackage */

/**
 * Packs every package of a repository and looks at each tarball as who installs it would.
 *
 * @param {string} root
 * @returns {Promise<readonly { readonly packed: PackedPackage, readonly faults: readonly string[] }[]>}
 */
export async function checkPackages(root) {
  const directory = mkdtempSync(join(tmpdir(), 'asp-packages-'));
  try {
    const all = await packPackages(root, directory);
    const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const repository = {
      version,
      node: engines.node,
      license: readFileSync(join(root, 'LICENSE'), 'utf8'),
      names: new Set(all.map(({ manifest }) => manifest.name)),
    };
    const checked = [];
    for (const packed of all) {
      const [found, types] = await Promise.all([publintFaults(packed), attwFaults(packed)]);
      checked.push({
        packed,
        faults: [...packageFaults(asPackage(root, packed), repository), ...found, ...types],
      });
    }
    return checked;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {PackedPackage} packed
 * @returns {import('./package-faults.mjs').Package}
 */
function asPackage(root, { directory, manifest, files }) {
  return {
    path: relative(root, directory).split(sep).join('/'),
    manifest,
    files,
    read: (path) => readFileSync(join(directory, path), 'utf8'),
  };
}

await runAsProgram(import.meta.url, async () => {
  for (const { packed, faults } of await checkPackages(REPOSITORY_ROOT)) {
    const { manifest, size, files } = packed;
    const mark = faults.length === 0 ? '✔' : '✘';
    console.log(`${mark} ${manifest.name} ${Math.ceil(size / 1024)} KiB, ${files.length} files`);
    for (const fault of faults) console.log(`    ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  }
});
