// @ts-check
import { block, code, pageHead, prose, table } from './markdown.mjs';
import { optionTable, withoutSource } from './option-table.mjs';
import { differentTargets } from './inferred-targets.mjs';

/**
 * @typedef {object} Executor  an entry of executors.json
 * @property {string} description
 * @property {string} [hasher]
 * @property {string} [batchImplementation]
 * @property {import('./option-table.mjs').OptionSchema} schema
 */

/**
 * @param {{ executors: ReadonlyMap<string, Executor>, inferred: import('./example-workspace.mjs').Inferred, pluginName: string }} product
 * @returns {string}
 */
export function nxExecutorsPage({ executors, inferred, pluginName }) {
  const targets = differentTargets(inferred);
  const usersOf = (/** @type {string} */ name) =>
    targets.filter(({ configuration }) => configuration['executor'] === `${pluginName}:${name}`);
  return [
    pageHead('Nx executors', 'packages/nx/executors.json'),
    "What the tasks of [the plugin](nx-plugin.md) do. The plugin infers targets that use them, so nobody has to write one; an option is set for one run on the command line, `nx run page:asp-resolve--page --update`, or for every run in the project's own `project.json` or `package.json`, under the target's name. A failure is told with its [code](error-codes.md).\n",
    table(
      ['executor', 'what it does', 'inferred targets'],
      [...executors].map(([name, { description }]) => [
        `[${code(name)}](#${name})`,
        description,
        usersOf(name)
          .map(({ pattern }) => code(pattern))
          .join(', '),
      ]),
    ),
    ...[...executors].map(([name, executor]) => executorSection(name, executor, usersOf(name), pluginName)),
  ].join('\n');
}

/**
 * @param {string} name
 * @param {Executor} executor
 * @param {readonly import('./inferred-targets.mjs').InferredTarget[]} users
 * @param {string} pluginName
 */
function executorSection(name, { hasher, batchImplementation, schema }, users, pluginName) {
  const [example] = users;
  if (!example) throw new Error(`No inferred target uses the executor ${name}`);
  return [
    `## ${name}\n`,
    `${code(`${pluginName}:${name}`)}. ${prose(withoutSource(schema['description']))}\n`,
    ...(batchImplementation ? ['The tasks of one run share a process.\n'] : []),
    ...(hasher
      ? [
          'What it is cached by is read when the task is due: the declared inputs, and what Nx [cannot see](nx-plugin.md#what-is-cached-and-by-what).\n',
        ]
      : []),
    block('sh', commandOf(example)),
    optionTable(schema, { write: (option) => option, asks: false }),
  ].join('\n');
}

/** What the target's own help shows. @param {import('./inferred-targets.mjs').InferredTarget} target */
function commandOf({ project, name, configuration }) {
  const options = Object.entries(configuration['metadata'].help.example.options).map(([option, value]) =>
    value === true ? `--${option}` : `--${option}=${quoted(String(value))}`,
  );
  return ['npx nx run', `${project}:${name}`, ...options].join(' ');
}

/** @param {string} word */
const quoted = (word) => (/^[\w./:@-]+$/.test(word) ? word : JSON.stringify(word));
