// Gives a clone that came without tags the version tags its spaces need to be resolved: tag-spaces.mjs [--directory <dir>]
// A release makes these tags; a fresh clone, an unpacked fork or CI's shallow checkout may have none.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'smol-toml';
import { git } from './isolated-git.mjs';
import { runAsProgram } from './run-as-program.mjs';

const REPOSITORY_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Tags HEAD with `space/<id>/v<version>` for every version that its `spaces/<id>/space.toml` state and no tag names yet. A tag that is there
 * is never moved.
 *
 * @param {string} directory  the top of a git repository
 * @returns {readonly string[]} the new tags
 */
export function tagSpaces(directory) {
  const paths = git(directory, ['ls-tree', '-r', '-z', '--name-only', 'HEAD', 'spaces/'])
    .split('\0')
    .filter((path) => /^spaces\/[^/]+\/space\.toml$/.test(path));
  const known = new Set(
    git(directory, ['for-each-ref', '--format=%(refname)', 'refs/tags/space/']).split('\n'),
  );
  const missing = paths.flatMap((path) => {
    const { id, version } = parse(git(directory, ['cat-file', 'blob', `HEAD:${path}`]));
    const tag = `space/${id}/v${version}`;
    return version === undefined || known.has(`refs/tags/${tag}`) ? [] : [tag];
  });
  if (missing.length > 0) {
    const head = git(directory, ['rev-parse', 'HEAD']);
    git(
      directory,
      ['update-ref', '--stdin'],
      missing.map((tag) => `create refs/tags/${tag} ${head}\n`).join(''),
    );
  }
  return missing;
}

await runAsProgram(import.meta.url, () => {
  const { values } = parseArgs({ options: { directory: { type: 'string', default: REPOSITORY_ROOT } } });
  const made = tagSpaces(values.directory);
  console.log(made.length ? made.map((tag) => `tagged ${tag}`).join('\n') : 'Every version has its tag.');
});
