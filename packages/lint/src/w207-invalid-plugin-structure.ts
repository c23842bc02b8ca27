import { printable } from '@agent-spaces/core';
import { COMPONENT_ENTRIES, PLUGIN_JSON } from '@agent-spaces/materializer';
import { inRegistry } from './in-registry';
import type { SpaceRule } from './rule';

const DIRECTORY = '.claude-plugin/';
const COMPONENTS: ReadonlySet<string> = new Set(COMPONENT_ENTRIES);

export const invalidPluginStructure: SpaceRule = {
  code: 'W207',
  name: 'invalid-plugin-structure',
  severity: 'warning',
  description: 'Components lie inside .claude-plugin/, where the client does not look.',
  remedy: 'Move them to the root of the space.',

  check(spaces) {
    return spaces.flatMap(({ id, key, content }) => {
      const nested = content.files.filter(({ path }) => path.startsWith(DIRECTORY) && path !== PLUGIN_JSON);
      const entries = new Set(nested.map(({ path }) => path.slice(DIRECTORY.length).split('/', 1).join()));
      return [...entries].map((entry) => ({
        message: COMPONENTS.has(entry)
          ? `Component "${printable(entry)}" is inside .claude-plugin/, where the client does not look; it is left out of the plugin`
          : `"${printable(entry)}" inside .claude-plugin/ is left out of the plugin`,
        spaces: [key],
        location: inRegistry(id, { file: DIRECTORY + entry }),
        hint: `Move it to spaces/${id}/${printable(entry)}`,
        details: { entry },
      }));
    });
  },
};
