// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inferExample, PROJECT, RUN_TARGETS } from './example-workspace.mjs';
import { targetsOf } from './inferred-targets.mjs';
import { REPOSITORY_ROOT } from './load-product.mjs';
import { nxExecutorsPage } from './nx-executors-page.mjs';
import { nxGeneratorsPage } from './nx-generators-page.mjs';
import { nxPluginPage } from './nx-plugin-page.mjs';
import { readPluginOptions } from './plugin-options.mjs';

/**
 * The pages about the Nx plugin, by file name.
 *
 * @param {any} nx  what it exports
 * @returns {Promise<(readonly [string, string])[]>}
 */
export async function nxPages(nx) {
  const pluginName = nx.name;
  const inferred = await inferExample(nx);
  const { executors } = readJson('executors.json');
  const { generators } = readJson('generators.json');
  const options = readPluginOptions(readText('src/plugin/options.ts'), nx);
  const cacheCases = await casesOf(inferred, await inferExample(nx, { registry: REGISTRY_ELSEWHERE }));
  return [
    ['nx-plugin.md', await nxPluginPage({ options, inferred, cacheCases, pluginName })],
    ['nx-executors.md', nxExecutorsPage({ executors: withSchemas(executors), inferred, pluginName })],
    ['nx-generators.md', nxGeneratorsPage({ generators: withSchemas(generators), pluginName })],
  ];
}

const REGISTRY_ELSEWHERE = '../registry';

/**
 * @param {import('./example-workspace.mjs').Inferred} inferred
 * @param {import('./example-workspace.mjs').Inferred} elsewhere  where the registry is another repository
 */
function casesOf(inferred, elsewhere) {
  const option = `the plugin has \`"registry": "${REGISTRY_ELSEWHERE}"\``;
  return [
    ...Object.entries(RUN_TARGETS).map(([runTarget, composed]) => ({
      circumstances: `\`${composed}\` is composed`,
      target: materializing(inferred, runTarget),
    })),
    ...Object.entries(RUN_TARGETS)
      .slice(0, 1)
      .map(([runTarget, composed]) => ({
        circumstances: `\`${composed}\` is composed, and ${option}`,
        target: materializing(elsewhere, runTarget),
      })),
  ];
}

/** @param {import('./example-workspace.mjs').Inferred} inferred @param {string} runTarget */
function materializing({ projectAt }, runTarget) {
  const found = targetsOf(projectAt(PROJECT)).find(
    (target) => target.runTarget === runTarget && target.configuration['executor'].endsWith(':materialize'),
  );
  if (!found) throw new Error(`Nothing materializes the Run Target ${runTarget}`);
  return found;
}

/** @param {string} path  in packages/nx */
const readText = (path) => readFileSync(join(REPOSITORY_ROOT, 'packages/nx', path), 'utf8');

/** @param {string} path  in packages/nx */
const readJson = (path) => JSON.parse(readText(path));

/**
 * The entries of executors.json or generators.json, each with its schema. What they name is what is built; the source lies where the
 * build takes it from.
 *
 * @param {Record<string, any>} entries
 * @returns {ReadonlyMap<string, any>}
 */
const withSchemas = (entries) =>
  new Map(
    Object.entries(entries).map(([name, entry]) => [
      name,
      { ...entry, schema: readJson(entry.schema.replace('./dist/', './src/')) },
    ]),
  );
