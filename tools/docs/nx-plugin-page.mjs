// @ts-check
import { format } from 'prettier';
import { PROJECT, RUN_TARGETS, SPACE, WORKSPACE_FILES } from './example-workspace.mjs';
import { targetsOf } from './inferred-targets.mjs';
import { block, code, pageHead, table } from './markdown.mjs';

/** @typedef {import('./example-workspace.mjs').Inferred} Inferred */
/** @typedef {import('./inferred-targets.mjs').InferredTarget} InferredTarget */

/**
 * @param {object} product
 * @param {readonly import('./plugin-options.mjs').PluginOption[]} product.options
 * @param {Inferred} product.inferred  of the example
 * @param {readonly CacheCase[]} product.cacheCases
 * @param {string} product.pluginName
 * @returns {Promise<string>}
 */
export async function nxPluginPage({ options, inferred, cacheCases, pluginName }) {
  return [
    pageHead('The Nx plugin', 'packages/nx, by asking it about the example below'),
    `\`${pluginName}\` in nx.json makes a project of every space, and adds targets to every project with an \`asp-targets.toml\`. What the targets do: [Nx executors](nx-executors.md). What writes the files: [Nx generators](nx-generators.md).\n`,
    block('json', await jsonText({ plugins: [{ plugin: pluginName, options: { spacePrefix: 'space/' } }] })),
    'The generator [`init`](nx-generators.md#init) puts it first among the `plugins`, because of two plugins that give one project a name the later one is followed: a project with Run Targets keeps the name that its own tools give it.\n',
    '## Options\n',
    'Each is a text and may be left out. One that is unknown or cannot be used is an error of the project graph.\n',
    table(
      ['option', 'default', 'meaning'],
      options.map(({ name, fallback, meaning }) => [code(name), fallback && code(fallback), meaning]),
    ),
    '## An example\n',
    'A workspace with nothing but these files:\n',
    ...Object.entries(WORKSPACE_FILES).map(
      ([path, text]) => `${code(path)}\n\n${block(path.slice(path.lastIndexOf('.') + 1), text)}`,
    ),
    await spaceSection(inferred.projectAt(SPACE)),
    await runTargetSection(inferred.projectAt(PROJECT)),
    cacheSection(cacheCases),
    edgeSection(inferred.edges),
  ].join('\n');
}

/** @param {Record<string, any>} project */
async function spaceSection(project) {
  const targets = targetsOf(project);
  return [
    '## A space\n',
    `A space is a project of its id, with the tag ${project['tags'].map(code).join(', ')}.\n`,
    targetTable(targets),
    `The targets of \`${project['name']}\`, without descriptions and examples:\n`,
    block('json', await configurationText(targets)),
  ].join('\n');
}

/** @param {Record<string, any>} project */
async function runTargetSection(project) {
  const [first = ''] = Object.keys(RUN_TARGETS);
  const targets = targetsOf(project);
  const own = targets.filter(({ runTarget }) => runTarget === first);
  const shared = targets.filter(({ runTarget }) => runTarget === undefined);
  return [
    '## A project with Run Targets\n',
    `Each Run Target has a chain of targets of its own: a change of one leaves the others in the cache. These are those of \`${first}\`; under the bare names stand aggregates for all Run Targets, and \`asp-run\` with a configuration for each: \`nx run page:asp-run:review\`. Without one it starts the Run Target that is named like the project, else \`default\`, else the only one.\n`,
    targetTable([...own, ...shared]),
    `The same in full, without descriptions and examples:\n`,
    block('json', await configurationText([...own, ...shared])),
  ].join('\n');
}

/** @param {readonly InferredTarget[]} targets */
const targetTable = (targets) =>
  table(
    ['target', 'executor', 'cached', 'does'],
    targets.map(({ name, configuration: { executor, cache, metadata } }) => [
      code(name),
      executorLink(executor),
      cache ? 'yes' : '',
      metadata.description,
    ]),
  );

/** @param {string} executor */
function executorLink(executor) {
  const [plugin, name] = executor.split(':');
  return plugin === 'nx' ? 'aggregate' : `[${code(`${name}`)}](nx-executors.md#${name})`;
}

/**
 * @typedef {object} CacheCase  a cached target under circumstances that its inputs depend on
 * @property {string} circumstances
 * @property {InferredTarget} target
 * @param {readonly CacheCase[]} cases
 */
const cacheSection = (cases) =>
  [
    '## What is cached, and by what\n',
    'The inputs of a Run Target are its own part of the lock, and the files of spaces it takes from working copies in the workspace. What it takes from working copies elsewhere, nothing tells when it changes: that is not cached.\n',
    table(
      ['target', 'circumstances', 'cached', 'inputs'],
      cases.map(({ circumstances, target: { name, configuration } }) => [
        code(name),
        circumstances,
        configuration['cache'] ? 'yes' : 'no',
        configuration['cache']
          ? configuration['inputs'].map((/** @type {unknown} */ input) => code(spaced(input))).join(', ')
          : '',
      ]),
    ),
    'When the task is due, its executor adds what Nx does not see: modes, files that git ignores, a lock that the same run has written. `{ "externalDependencies": [] }` keeps the versions of npm packages out; what the plugin writes has a version of its own, `materializer` in the options.\n',
  ].join('\n');

/** @param {readonly import('./example-workspace.mjs').Edge[]} edges */
const edgeSection = (edges) =>
  [
    '## Edges\n',
    'A project depends on every space of the workspace that its manifest or its lock names, whatever the version. `nx affected` and `nx graph` go by them. A space depends on every project inside its directory, for the files of that one are content of the space too.\n',
    table(
      ['from', 'to', 'because of'],
      edges.map(({ source, target, sourceFile }) => [code(source), code(target), code(sourceFile)]),
    ),
  ].join('\n');

/** @param {readonly InferredTarget[]} targets */
function configurationText(targets) {
  const shown = targets.map(({ name, configuration: { metadata: _, ...rest } }) => [name, rest]);
  return jsonText(Object.fromEntries(shown));
}

/** @param {unknown} value */
const jsonText = (value) => format(JSON.stringify(value), { parser: 'json', printWidth: 100 });

/** On one line. @param {unknown} value */
const spaced = (value) =>
  typeof value === 'string'
    ? value
    : JSON.stringify(value, null, 1).replace(/\n */g, ' ').replaceAll('[ ', '[').replaceAll(' ]', ']');
