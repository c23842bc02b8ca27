// @ts-check
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { REPOSITORY_ROOT } from './pack-packages.mjs';

/** @typedef {import('./pack-packages.mjs').PackedPackage} PackedPackage */

const ATTW = join(REPOSITORY_ROOT, 'node_modules/.bin/attw');

/** The condition under which this repository reads sources. They are not published, so what has no other condition is not either. */
const OWN_CONDITION = '@agent-spaces/source';

/**
 * What publint has to say, its suggestions too.
 *
 * @param {PackedPackage} packed
 * @returns {Promise<readonly string[]>}
 */
export async function publintFaults({ tarball }) {
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true, level: 'suggestion' });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

/**
 * What attw (are the types wrong?) finds, under every way to resolve a module but one: TypeScript's `node10` knows no `exports`, so for it no
 * subpath exists. No Node that the packages support resolves like that.
 *
 * @param {PackedPackage} packed
 * @returns {Promise<readonly string[]>}
 */
export async function attwFaults({ manifest, tarball }) {
  const entries = Object.entries(manifest.exports ?? {});
  if (entries.every(([, target]) => typeof target === 'string')) return [];
  const own = entries.flatMap(([entry, target]) =>
    Object.keys(Object(target)).every((condition) => condition === OWN_CONDITION) ? [entry] : [],
  );
  const args = ['--format', 'json', '--no-definitely-typed', tarball];
  const excluding = own.length === 0 ? [] : ['--exclude-entrypoints', ...own];
  const { stdout } = await promisify(execFile)(process.execPath, [ATTW, ...args, ...excluding], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error) => {
    if (error.stdout) return error;
    throw error;
  });
  const { problems } = JSON.parse(stdout);
  return Object.values(problems)
    .flat()
    .filter(({ resolutionKind, entrypoint }) => resolutionKind !== 'node10' || entrypoint === '.')
    .map(({ kind, entrypoint, resolutionKind, ...more }) =>
      ['attw:', kind, entrypoint, resolutionKind, entrypoint ? '' : JSON.stringify(more)]
        .filter(Boolean)
        .join(' '),
    );
}
