// @ts-check
/**
 * @typedef {import('./run-client-session.mjs').ClientSession} ClientSession
 * @typedef {readonly [title: string, lines: readonly string[]]} Section
 */

/**
 * What the client had at hand in a session, for people: only what spaces brought, each under its plugin, and every problem.
 *
 * @param {ClientSession} session
 * @returns {string}  lines, the last one ended too
 */
export function formatInventory(session) {
  const { init, hookEvents, problems } = session;
  /** @type {Section[]} */
  const sections = init
    ? [
        ['Plugins', init.plugins.map(({ name, path = '' }) => `${name}  ${path}`.trimEnd())],
        [
          'Commands',
          qualified(init.slash_commands.filter((name) => !init.skills.includes(name))).map(
            (name) => `/${name}`,
          ),
        ],
        ['Skills', qualified(init.skills)],
        ['Agents', qualified(init.agents)],
        ['MCP servers', init.mcp_servers.map(({ name, status }) => `${name}  ${status}`)],
        [
          'Hooks that ran',
          countEqual(hookEvents.map(({ event, name, outcome }) => `${name || event}  ${outcome}`)),
        ],
      ]
    : [];
  const heading = init
    ? `${init.model}, permission mode ${init.permissionMode}, ${init.tools.length} tools`
    : 'The client did not start a session';
  return [
    heading,
    ...[
      ...sections,
      /** @type {Section} */ (['Problems', problems.map(({ kind, text }) => `${kind}: ${text}`)]),
    ].map(formatSection),
    '',
  ].join('\n');
}

/** @param {Section} section */
const formatSection = ([title, lines]) =>
  lines.length === 0
    ? `${title}: none`
    : `${title} (${lines.length})\n${lines.map((line) => `  ${line}`).join('\n')}`;

/** Names with a plugin in front; the client's own have none. @param {readonly string[]} names */
const qualified = (names) => names.filter((name) => name.includes(':')).sort();

/** @param {readonly string[]} lines */
const countEqual = (lines) =>
  [...new Set(lines)].map((line) => {
    const times = lines.filter((other) => other === line).length;
    return times === 1 ? line : `${line}  × ${times}`;
  });
