// @ts-check
/**
 * The paths of every value in a JSON document, in the notation of json-fields.mjs: `targets[].name`.
 *
 * @param {unknown} value
 * @returns {string[]}
 */
export const fieldPaths = (value) => [...new Set(pathsOf(value, ''))];

/** @param {unknown} value @param {string} path @returns {string[]} */
function pathsOf(value, path) {
  const own = path ? [path] : [];
  if (Array.isArray(value)) return [...own, ...value.flatMap((item) => pathsOf(item, `${path}[]`))];
  if (typeof value !== 'object' || value === null) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, path ? `${path}.${key}` : key)),
  ];
}

/**
 * Where a document and its description disagree, as sentences: a field no one described, or one that was promised and is missing.
 *
 * @param {unknown} document
 * @param {readonly (readonly [path: string, type: string, meaning: string])[]} fields
 * @returns {string[]}
 */
export function disagreements(document, fields) {
  const seen = fieldPaths(document);
  const described = new Map(fields.map(([path, type]) => [path.replaceAll('?', ''), { path, type }]));
  const closed = [...described].filter(
    ([path, { type }]) => type === 'object' && !hasMembers(path, described),
  );
  const isInside = (/** @type {string} */ path) => closed.some(([outer]) => path.startsWith(`${outer}.`));
  const isItem = (/** @type {string} */ path) => described.has(path.replace(/\[\]$/, ''));
  const isList = (/** @type {string} */ path) => described.has(`${path}[]`);
  const unknown = seen.filter(
    (path) => !described.has(path) && !isInside(path) && !isItem(path) && !isList(path),
  );
  const missing = [...described].filter(
    ([path, { path: written }]) =>
      !written.endsWith('?') &&
      !path.endsWith('[]') &&
      (parentOf(path) === '' || seen.includes(parentOf(path))) &&
      !seen.includes(path),
  );
  return [
    ...unknown.map((path) => `${path} is not described`),
    ...missing.map(([path]) => `${path} is described but was not printed`),
  ];
}

/** @param {string} path @param {ReadonlyMap<string, unknown>} described */
const hasMembers = (path, described) => [...described.keys()].some((other) => other.startsWith(`${path}.`));

/** @param {string} path */
const parentOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf('.')));
