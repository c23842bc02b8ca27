import { printable } from '@agent-spaces/core';
import { groupBy } from './group-by';
import type { SpaceRule } from './rule';

export const commandNameCollision: SpaceRule = {
  code: 'W201',
  name: 'command-name-collision',
  severity: 'warning',
  description: 'Two composed spaces export a command of the same base name.',
  remedy: 'Use the fully-qualified names, /plugin:command.',

  check(spaces) {
    const exported = spaces.flatMap((space) => space.commands.map((command) => ({ space, command })));
    return [...groupBy(exported, ({ command }) => command.basename)].flatMap(([basename, uses]) => {
      const users = [...new Set(uses.map(({ space }) => space))];
      if (users.length < 2) return [];
      const qualified = [
        ...new Set(uses.map(({ space, command }) => `/${space.pluginName}:${command.name}`)),
      ];
      const usedBy = users.map(({ id, pluginName }) => `${pluginName} (${id})`).join(', ');
      return {
        message: `Command collision: /${printable(basename)}\nUsed by: ${usedBy}`,
        spaces: users.map(({ key }) => key),
        hint:
          qualified.length > 1
            ? `Use fully-qualified names: ${qualified.join(', ')}`
            : `Both are ${qualified.join()}: give one of the spaces another plugin name`,
        details: { command: basename, spaces: users.map(({ id }) => id) },
      };
    });
  },
};
