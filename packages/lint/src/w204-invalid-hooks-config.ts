import { printable } from '@agent-spaces/core';
import { openSpaceTree } from '@agent-spaces/materializer';
import { inRegistry } from './in-registry';
import type { Finding, SpaceFacts, SpaceRule } from './rule';

export const invalidHooksConfig: SpaceRule = {
  code: 'W204',
  name: 'invalid-hooks-config',
  severity: 'error',
  description:
    'hooks/ exists, but its configuration is missing, invalid, or names scripts that do not exist.',
  remedy:
    'Write hooks/hooks.json as the client reads it: {"hooks": {"<Event>": [{"hooks": [{"type": "command", …}]}]}}.',

  check: async (spaces) => (await Promise.all(spaces.map(checkSpace))).flat(),
};

async function checkSpace({ id, key, hooks, content }: SpaceFacts): Promise<readonly Finding[]> {
  if (hooks.kind === 'none') return [];
  if (hooks.kind === 'invalid') {
    return [
      {
        message: `The hooks configuration is invalid: ${hooks.reason}`,
        spaces: [key],
        location: inRegistry(id, hooks.location ?? { file: hooks.file }),
        ...(hooks.hint === undefined ? {} : { hint: hooks.hint }),
      },
    ];
  }
  if (hooks.legacy) {
    return [
      {
        message:
          'The hooks configuration is a list of {event, script}; the client rejects a list, so none of its hooks runs',
        spaces: [key],
        location: inRegistry(id, { file: hooks.file, pointer: '/hooks' }),
        hint: invalidHooksConfig.remedy,
      },
    ];
  }

  const tree = openSpaceTree(content);
  const findings = hooks.hooks.map(async ({ event, scripts, location }) => {
    const named = scripts.filter(({ startsCommand }) => startsCommand);
    const missing = await Promise.all(
      named.map(async ({ path }) => (path !== undefined && !(await tree.find(path)) ? [path] : [])),
    );
    return missing.flat().map((path): Finding => ({
      message: `The ${event} hook runs ${printable(path)}, which the space does not have`,
      spaces: [key],
      location: inRegistry(id, location),
      hint: `Add ${printable(path)}, or correct the hook’s command.`,
      details: { event, script: path },
    }));
  });
  return (await Promise.all(findings)).flat();
}
