// @ts-check
// Every relative link of every Markdown file leads to a file, and its #anchor to a heading: check-links.mjs [directory]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runAsProgram } from '../registry/run-as-program.mjs';
import { REPOSITORY_ROOT } from './load-product.mjs';
import { anchorsOf, linksOf } from './markdown-links.mjs';

const NOT_OURS = new Set([
  '.git',
  '.nx',
  'asp_modules',
  'coverage',
  'dist',
  'node_modules',
  'out-tsc',
  'tmp',
]);

/** @param {string} directory @returns {string[]} */
const markdownBelow = (directory) =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : markdownBelow(path);
    return entry.isFile() && entry.name.endsWith('.md') ? [path] : [];
  });

/**
 * The links below `root` that lead nowhere, as sentences.
 *
 * @param {string} root
 * @returns {{ files: number, links: number, faults: string[] }}
 */
export function checkLinks(root) {
  const files = markdownBelow(root);
  const relativeLinks = files.flatMap((file) =>
    linksOf(readFileSync(file, 'utf8'))
      .filter(({ target }) => !/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(target))
      .map((link) => ({ ...link, file })),
  );
  const faults = relativeLinks.flatMap(({ file, target, line }) => {
    const why = faultOf(file, target);
    return why === undefined ? [] : [`${relative(root, file)}:${line}: ${target} ${why}`];
  });
  return { files: files.length, links: relativeLinks.length, faults };
}

/** @param {string} file @param {string} target */
function faultOf(file, target) {
  const [path = '', anchor] = target.split('#', 2);
  const destination = path === '' ? file : resolve(dirname(file), decodeURIComponent(path));
  if (!existsSync(destination)) return 'does not exist';
  if (anchor === undefined || !destination.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(destination, 'utf8')).has(anchor) ? undefined : 'has no such heading';
}

await runAsProgram(import.meta.url, () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const { files, links, faults } = checkLinks(resolve(positionals[0] ?? REPOSITORY_ROOT));
  if (faults.length) throw new Error(faults.join('\n'));
  console.log(`${links} relative links in ${files} Markdown files lead somewhere`);
});
