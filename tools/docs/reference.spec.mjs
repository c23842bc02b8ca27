import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disagreements } from './field-paths.mjs';
import { table } from './markdown.mjs';
import { optionTable, withoutSource } from './option-table.mjs';
import { readPluginOptions } from './plugin-options.mjs';
import { schemasPage } from './schemas-page.mjs';

const FIELDS = [
  ['result', 'string', ''],
  ['hint?', 'string', ''],
  ['targets[]', 'object', ''],
  ['targets[].name', 'string', ''],
  ['plugin', 'object', ''],
];

test('a document that is as described has no disagreement', () => {
  const document = { result: 'ok', targets: [{ name: 'a' }], plugin: { anything: 1 } };
  assert.deepEqual(disagreements(document, FIELDS), []);
});

test('names a field no one described and one that is missing', () => {
  const document = { targets: [{ name: 'a', added: 1 }], plugin: {} };
  assert.deepEqual(disagreements(document, FIELDS), [
    'targets[].added is not described',
    'result is described but was not printed',
  ]);
});

test('a cell can hold bars, lines and things like tags', () => {
  assert.equal(table(['a'], [['x|y\nz <t> `<u>`']]), '| a |\n| --- |\n| x\\|y z \\<t> `<u>` |\n');
});

test('a schema is told key by key through its references', () => {
  const schema = {
    title: 't',
    required: ['id'],
    properties: {
      id: { description: 'Name.', allOf: [{ $ref: '#/definitions/kebab' }] },
      list: {
        type: 'array',
        items: { type: 'object', properties: { on: { type: 'boolean', default: true } } },
      },
    },
    definitions: { kebab: { type: 'string', examples: ['a-b'] } },
  };
  const page = schemasPage([{ file: 't.schema.json', schema }]);
  assert.match(page, /\| `id` \| string, as `a-b` \| yes \| Name\. \|/);
  assert.match(page, /\| `list\[\]\.on` \| boolean \| {2}\| {2}Default: `true`\. \|/);
});

const OPTIONS = {
  properties: {
    name: { type: 'string', description: 'Its name.', 'x-prompt': 'What is it called?' },
    marketplace: {
      oneOf: [{ type: 'boolean' }, { type: 'string', enum: ['path', 'pinned'] }],
      description: 'List it.',
      default: true,
    },
    cwd: { type: 'string', description: 'Where you stand.', visible: false },
  },
  required: ['name'],
};

test('options are told with types, defaults and questions, those for Nx alone left out', () => {
  assert.equal(
    optionTable(OPTIONS, { write: (name) => `--${name}`, asks: true }),
    [
      '| option | type | default | meaning | asked |',
      '| --- | --- | --- | --- | --- |',
      '| `--name` | string | required | Its name. | What is it called? |',
      '| `--marketplace` | boolean, or `path`, `pinned` | `true` | List it. |  |',
      '',
    ].join('\n'),
  );
});

test('the place in the specification is no part of a page', () => {
  assert.equal(withoutSource('Adds a hook (seed 003 §7.2). Runs it.'), 'Adds a hook. Runs it.');
});

const PLUGIN = {
  OPTION_NAMES: ['lintTargetName', 'spaces'],
  DEFAULT_SETTINGS: { names: { lint: 'asp-lint' }, spaces: 'spaces/*/space.toml' },
  TARGET_NAME_OPTIONS: { lint: 'lintTargetName' },
};
const optionsType = (lint, more = '') => `export interface AspPluginOptions {
  /** Checks a space: \`${lint}\`. */
  readonly lintTargetName?: string;
  /**
   * Glob for
   * manifests.
   */
  readonly spaces?: string;
  ${more}
}`;

test("the plugin's options are told by the comments of their type", () => {
  assert.deepEqual(readPluginOptions(optionsType('asp-lint'), PLUGIN), [
    { name: 'lintTargetName', fallback: 'asp-lint', meaning: 'The target that checks a space.' },
    { name: 'spaces', fallback: 'spaces/*/space.toml', meaning: 'Glob for manifests.' },
  ]);
});

test('a comment that names another default, or an option that is not read, is no page', () => {
  assert.throws(() => readPluginOptions(optionsType('lint'), PLUGIN), /`lintTargetName` is asp-lint/);
  assert.throws(
    () => readPluginOptions(optionsType('asp-lint', '/** More. */ readonly more?: string;'), PLUGIN),
    /`more` is not described/,
  );
  assert.throws(
    () =>
      readPluginOptions(optionsType('asp-lint'), {
        ...PLUGIN,
        OPTION_NAMES: ['lintTargetName', 'spaces', 'registry'],
      }),
    /`registry` is not described/,
  );
});
