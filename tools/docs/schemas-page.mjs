// @ts-check
import { code, pageHead, table } from './markdown.mjs';

/**
 * @typedef {Record<string, any>} Schema
 * @param {readonly { file: string, schema: Schema }[]} schemas
 * @returns {string}
 */
export function schemasPage(schemas) {
  return [
    pageHead('File formats', 'packages/core/schemas'),
    'An unknown key is an error, with the nearest known one as a hint. An editor that reads `#:schema` lines checks TOML while you type:\n',
    '```toml\n#:schema ../packages/core/schemas/asp-targets.schema.json\nschema = 1\n```\n',
    ...schemas.map(({ file, schema }) => schemaSection(file, schema)),
  ].join('\n');
}

/** @param {string} file @param {Schema} schema */
const schemaSection = (file, schema) =>
  [
    `## ${schema['title']}\n`,
    ...(schema['description'] ? [`${schema['description']}\n`] : []),
    `Schema: [${file}](../../packages/core/schemas/${file})\n`,
    table(['key', 'type', 'required', 'meaning'], rowsOf(schema, schema, '')),
  ].join('\n');

/**
 * @param {Schema} root
 * @param {Schema} schema
 * @param {string} prefix
 * @returns {string[][]}
 */
function rowsOf(root, schema, prefix) {
  const required = new Set(schema['required'] ?? []);
  const named = Object.entries(schema['properties'] ?? {}).flatMap(([key, member]) =>
    rowsOfMember(root, member, `${prefix}${key}`, required.has(key) ? 'yes' : ''),
  );
  const { additionalProperties: rest } = schema;
  const others =
    typeof rest === 'object' ? rowsOfMember(root, rest, `${prefix}<${keyWord(root, schema)}>`, '') : [];
  return [...named, ...others];
}

/**
 * @param {Schema} root
 * @param {Schema} member
 * @param {string} path
 * @param {string} required
 */
function rowsOfMember(root, member, path, required) {
  const schema = resolve(root, member);
  const fallback = 'default' in schema ? [`Default: ${code(JSON.stringify(schema['default']))}.`] : [];
  const meaning = [schema['description'] ?? '', ...fallback].join(' ');
  const row = [code(path), typeOf(root, schema), required, meaning];
  const [members, within] =
    schema['type'] === 'array' ? [resolve(root, schema['items']), `${path}[].`] : [schema, `${path}.`];
  return [row, ...rowsOf(root, members, within)];
}

/** What stands in place of a free key. @param {Schema} root @param {Schema} schema */
function keyWord(root, { propertyNames }) {
  const reference = /** @type {string | undefined} */ (propertyNames?.$ref)?.split('/').pop();
  if (reference && reference !== 'line') return reference;
  return reference === 'line' ? 'name' : 'id';
}

/** A schema with what it refers to laid under it. @param {Schema} root @param {Schema} schema @returns {Schema} */
function resolve(root, schema) {
  const { $ref, allOf = [], ...own } = schema;
  const bases = [...($ref ? [root['definitions'][$ref.split('/').pop()]] : []), ...allOf];
  return Object.assign({}, ...bases.map((/** @type {Schema} */ base) => resolve(root, base)), own);
}

/** @param {Schema} root @param {Schema} schema @returns {string} */
function typeOf(root, schema) {
  if ('const' in schema) return code(JSON.stringify(schema['const']));
  if (schema['enum'])
    return schema['enum'].map((/** @type {unknown} */ value) => code(String(value))).join(', ');
  if (schema['type'] === 'array') return `list of ${plural(typeOf(root, resolve(root, schema['items'])))}`;
  if (schema['type'] === 'object') return 'table';
  const [example] = schema['examples'] ?? [];
  return `${schema['type']}${example ? `, as ${code(String(example))}` : ''}`;
}

/** @param {string} type */
const plural = (type) => type.replace(/^string/, 'strings').replace(/^table/, 'tables');
