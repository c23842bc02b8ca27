import { groupBy } from './group-by';
import type { SpaceRule } from './rule';

export const pluginNameCollision: SpaceRule = {
  code: 'W205',
  name: 'plugin-name-collision',
  severity: 'warning',
  description:
    'Two composed spaces become plugins of the same name; the client merges them and drops the second’s hooks.',
  remedy: 'Give one of them another [plugin] name, or compose one version of the space only.',

  check(spaces) {
    return [...groupBy(spaces, ({ pluginName }) => pluginName)].flatMap(([pluginName, namesakes]) => {
      if (namesakes.length < 2) return [];
      const keys = namesakes.map(({ key }) => key);
      const ids = namesakes.map(({ id }) => id);
      const isOneSpace = new Set(ids).size === 1;
      return {
        message: isOneSpace
          ? `Plugin name collision: ${pluginName}\nTwo versions of one space are composed: ${keys.join(', ')}`
          : `Plugin name collision: ${pluginName}\nUsed by: ${(new Set(ids).size === ids.length ? ids : keys).join(', ')}`,
        spaces: keys,
        hint: isOneSpace
          ? 'Let the target and its dependencies agree on one version (asp explain says who requires which): the client merges both and drops the hooks of the second'
          : 'Set another [plugin] name in one space.toml: the client merges both and drops the hooks of the second',
        details: { pluginName, spaces: keys },
      };
    });
  },
};
