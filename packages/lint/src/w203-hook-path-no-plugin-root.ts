import { printable } from '@agent-spaces/core';
import { inRegistry } from './in-registry';
import type { SpaceRule } from './rule';

export const hookPathNoPluginRoot: SpaceRule = {
  code: 'W203',
  name: 'hook-path-no-plugin-root',
  severity: 'warning',
  description:
    'A hook names its script through `..`, a path that leads elsewhere once the space is a plugin.',
  remedy: 'Name it from the plugin’s root: "${CLAUDE_PLUGIN_ROOT}/scripts/setup.sh".',

  check(spaces) {
    return spaces.flatMap(({ id, key, hooks }) =>
      (hooks.kind === 'ok' ? hooks.hooks : []).flatMap(({ event, scripts, location }) =>
        scripts
          .filter(({ usesParent }) => usesParent)
          .map(({ written, path }) => ({
            message: `The ${event} hook’s path uses "..": ${printable(written)}`,
            spaces: [key],
            location: inRegistry(id, location),
            hint: `Name it from the plugin’s root: "\${CLAUDE_PLUGIN_ROOT}/${path ?? 'hooks/<script>'}"`,
            details: { event, script: written },
          })),
      ),
    );
  },
};
