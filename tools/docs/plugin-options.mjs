// @ts-check
import ts from 'typescript';

const FILE = 'packages/nx/src/plugin/options.ts';
const INTERFACE = 'AspPluginOptions';

/**
 * @typedef {{ name: string, fallback: string, meaning: string }} PluginOption
 */

/**
 * The options of the plugin in nx.json, as the comments of their type say them.
 *
 * @param {string} source  the text of packages/nx/src/plugin/options.ts
 * @param {any} nx  what it exports
 * @returns {readonly PluginOption[]}
 * @throws where the type, the comments and what is really read disagree
 */
export function readPluginOptions(source, { OPTION_NAMES, DEFAULT_SETTINGS, TARGET_NAME_OPTIONS }) {
  const comments = commentsOf(source);
  const undescribed = [...new Set([...comments.keys(), ...OPTION_NAMES])].find(
    (name) => !comments.get(name) || !OPTION_NAMES.includes(name),
  );
  if (undescribed) throw new Error(`${FILE}: \`${undescribed}\` is not described, or not read`);
  /** @type {Map<string, string>} */
  const stations = new Map(
    Object.entries(TARGET_NAME_OPTIONS).map(([station, option]) => [/** @type {string} */ (option), station]),
  );
  return [...comments].map(([name, comment]) => {
    const station = stations.get(name);
    if (station === undefined) return { name, fallback: DEFAULT_SETTINGS[name] ?? '', meaning: comment };
    const fallback = DEFAULT_SETTINGS.names[station];
    const told = `: \`${fallback}\``;
    if (!comment.includes(told))
      throw new Error(`${FILE}: \`${name}\` is ${fallback} by default, its comment says otherwise`);
    return {
      name,
      fallback,
      meaning: `The target that ${lower(comment.replace(told, ''))}`,
    };
  });
}

/** @param {string} source @returns {ReadonlyMap<string, string>} */
function commentsOf(source) {
  const file = ts.createSourceFile('options.ts', source, ts.ScriptTarget.Latest, true);
  const found = file.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text === INTERFACE,
  );
  if (!found || !ts.isInterfaceDeclaration(found))
    throw new Error(`There is no interface ${INTERFACE} any more`);
  return new Map(
    found.members.map((member) => {
      const [comment] = ts.getJSDocCommentsAndTags(member);
      const text = ts.getTextOfJSDocComment(comment?.comment) ?? '';
      return [member.name?.getText(file) ?? '', text.replace(/\s+/g, ' ')];
    }),
  );
}

/** @param {string} text */
const lower = (text) => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
