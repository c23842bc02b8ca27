// @ts-check
import { block, code, pageHead, prose, table } from './markdown.mjs';
import { optionTable, withoutSource } from './option-table.mjs';

/**
 * @typedef {object} Generator  an entry of generators.json
 * @property {string} description
 * @property {boolean} [hidden]
 * @property {import('./option-table.mjs').OptionSchema} schema
 */

/**
 * @param {{ generators: ReadonlyMap<string, Generator>, pluginName: string }} product
 * @returns {string}
 */
export function nxGeneratorsPage({ generators, pluginName }) {
  return [
    pageHead('Nx generators', 'packages/nx/generators.json'),
    'What [the plugin](nx-plugin.md) writes for you. Comments in TOML stay. With `--dry-run` a generator tells what it would change.\n',
    'What stands under _asked_ is asked where there is a terminal and the option is left out. In CI and with `--no-interactive` nothing is asked, and what is required has to be given.\n',
    table(
      ['generator', 'what it does'],
      [...generators].map(([name, { description }]) => [`[${code(name)}](#${name})`, description]),
    ),
    ...[...generators].map(([name, generator]) => generatorSection(name, generator, pluginName)),
  ].join('\n');
}

/** @param {string} name @param {Generator} generator @param {string} pluginName */
function generatorSection(name, { hidden, schema }, pluginName) {
  const { description, examples = [] } = schema;
  if (examples.length === 0) throw new Error(`The schema of the generator ${name} has no example`);
  return [
    `## ${name}\n`,
    `${prose(withoutSource(description))}\n`,
    // What Nx runs by itself nobody calls by its name.
    ...(hidden ? [] : [block('sh', `nx g ${pluginName}:${name} ${positions(schema)}[options]`)]),
    block('sh', examples.map(example).join('\n')),
    optionTable(schema, { write: (option) => `--${option}`, asks: true }),
  ].join('\n');
}

/** @param {{ command: string, description: string }} example */
const example = ({ command, description }) => `# ${description}\n${command}\n`;

/** What may be given without its option's name, in order. @param {import('./option-table.mjs').OptionSchema} schema */
function positions({ properties, required = [] }) {
  /** @type {[string, import('./option-table.mjs').OptionSchema][]} */
  const options = Object.entries(properties);
  const given = options.flatMap(([name, { $default: fallback }]) =>
    fallback?.$source === 'argv' ? [{ name, index: fallback.index }] : [],
  );
  return given
    .sort((one, other) => one.index - other.index)
    .map(({ name }) => (required.includes(name) ? `<${name}> ` : `[${name}] `))
    .join('');
}
