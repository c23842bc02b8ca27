// @ts-check
/**
 * @typedef {import('../client-session/run-client-session.mjs').ClientSession} ClientSession
 * @typedef {{ commands: readonly string[], agents: readonly string[], skills: readonly string[], hooks: readonly string[], mcpServers: readonly string[] }} Components
 * @typedef {{ plugin: { name: string }, components: Components }} ExplainedSpace  of `asp explain --json`
 */

/**
 * What `asp explain` promises and the client did not have, and every problem the client had, as sentences. Empty is success.
 *
 * @param {readonly ExplainedSpace[]} loadOrder
 * @param {ClientSession} session
 * @returns {string[]}
 */
export function findMissing(loadOrder, { init, hookEvents, problems }) {
  /** @param {keyof Components} facet */
  const promised = (facet) => loadOrder.flatMap(({ components }) => components[facet]);
  /** @param {string} what @param {readonly string[]} wanted @param {readonly string[]} seen */
  const absent = (what, wanted, seen) =>
    wanted.filter((name) => !seen.includes(name)).map((name) => `${what} ${name} was not loaded`);
  const connected = (init?.mcp_servers ?? []).filter(({ status }) => status === 'connected');
  const succeeded = hookEvents.filter(({ outcome }) => outcome === 'success').map(({ event }) => event);
  return [
    ...absent(
      'plugin',
      loadOrder.map(({ plugin }) => plugin.name),
      (init?.plugins ?? []).map(({ name }) => name),
    ),
    ...absent('command', promised('commands').map(slash), (init?.slash_commands ?? []).map(slash)),
    ...absent('skill', promised('skills'), init?.skills ?? []),
    ...absent('agent', promised('agents'), init?.agents ?? []),
    ...absent(
      'MCP server',
      promised('mcpServers'),
      connected.map(({ name }) => name),
    ),
    // Of the events hooks wait for, only this one comes in every session.
    ...(promised('hooks').includes('SessionStart') && !succeeded.includes('SessionStart')
      ? ['the SessionStart hook did not run']
      : []),
    ...problems.map(({ kind, text }) => `${kind}: ${text}`),
  ];
}

/** @param {string} name */
const slash = (name) => `/${name}`;
