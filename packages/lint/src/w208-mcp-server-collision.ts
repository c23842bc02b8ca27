import { printable } from '@agent-spaces/core';
import { groupBy } from './group-by';
import type { SpaceRule } from './rule';

/** Asked for by seed 003 §7.3, which gives it no code. */
export const mcpServerCollision: SpaceRule = {
  code: 'W208',
  name: 'mcp-server-collision',
  severity: 'warning',
  description:
    'Two composed spaces define an MCP server of the same name; the later one replaces the earlier.',
  remedy: 'Rename one of the servers, if both are wanted.',

  check(spaces) {
    const declared = spaces.flatMap((space) => space.mcpServers.map((server) => ({ space, server })));
    return [...groupBy(declared, ({ server }) => server.name)].flatMap(([name, uses]) => {
      const winner = uses.at(-1);
      if (!winner || uses.length < 2) return [];
      return {
        message: `MCP server collision: ${printable(name)}\nDefined by: ${uses.map(({ space }) => space.key).join(', ')}`,
        spaces: uses.map(({ space }) => space.key),
        location: winner.server.location,
        hint: `The definition of ${winner.space.key} is used; rename one of the servers if both are wanted`,
        details: { server: name, spaces: uses.map(({ space }) => space.id) },
      };
    });
  },
};
