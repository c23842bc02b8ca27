// Makes a registry (seed 003 §4.1, §15) out of a checkout's spaces/ and registry/: make-registry.mjs --into <dir> [--source <dir>]
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'smol-toml';
import { createRepository } from './create-repository.mjs';
import { UsageError, runAsProgram } from './run-as-program.mjs';

const REPOSITORY_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PARTS = ['registry', 'spaces'];
const NEVER_PUBLISHED = new Set(['.git', '.asp', 'node_modules', 'dist', '.DS_Store']);
const SHEBANG = Buffer.from('#!');

/** The files below `path` in an order that does not depend on the disk. */
function* filesBelow(source, path) {
  const names = readdirSync(join(source, path)).filter((name) => !NEVER_PUBLISHED.has(name));
  for (const name of names.sort()) {
    const below = `${path}/${name}`;
    const stats = lstatSync(join(source, below));
    if (stats.isDirectory()) yield* filesBelow(source, below);
    else if (stats.isSymbolicLink())
      yield { path: below, mode: '120000', content: readlinkSync(join(source, below)) };
    else if (stats.isFile()) yield regularFile(source, below);
  }
}

/** What is executable is told by the content alone: an unpacked archive loses the bit, and some mounts set it on everything. */
function regularFile(source, path) {
  const content = readFileSync(join(source, path));
  const executable = content.subarray(0, SHEBANG.length).equals(SHEBANG);
  return { path, mode: executable ? '100755' : '100644', content };
}

/** `space/<id>/v<version>` for every space that states a version. */
function versionTags(files) {
  return files.flatMap(({ path, content }) => {
    const [, id] = /^spaces\/([^/]+)\/space\.toml$/.exec(path) ?? [];
    if (id === undefined) return [];
    const { version } = parse(content.toString());
    return version === undefined ? [] : [`space/${id}/v${version}`];
  });
}

/**
 * Makes a git registry with one commit, the same on every machine, and a version tag for every space.
 *
 * @param {{ source?: string, into: string }} options `source` holds spaces/ and registry/ (this repository if left out); `into` must
 *   be empty or missing
 * @returns {{ head: string, tags: readonly string[] }}
 */
export function makeRegistry({ source = REPOSITORY_ROOT, into }) {
  const files = PARTS.flatMap((part) => [...filesBelow(source, part)]);
  const tags = versionTags(files);
  return { head: createRepository(into, [{ message: 'Spaces of this repository\n', files, tags }]), tags };
}

await runAsProgram(import.meta.url, () => {
  const { values } = parseArgs({ options: { into: { type: 'string' }, source: { type: 'string' } } });
  if (!values.into) throw new UsageError('usage: make-registry.mjs --into <dir> [--source <dir>]');
  const { head, tags } = makeRegistry(values);
  console.log([`${values.into} is a registry at ${head}`, ...tags.map((tag) => `  ${tag}`)].join('\n'));
});
