import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disagreements } from './field-paths.mjs';
import { table } from './markdown.mjs';
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
