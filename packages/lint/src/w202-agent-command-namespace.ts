import { openSpaceTree } from '@agent-spaces/materializer';
import { inRegistry } from './in-registry';
import type { Finding, SpaceFacts, SpaceRule } from './rule';
import { unqualifiedCommands } from './unqualified-commands';

export const agentCommandNamespace: SpaceRule = {
  code: 'W202',
  name: 'agent-command-namespace',
  severity: 'warning',
  description: 'An agent’s document names a command without its plugin; agents may not find it.',
  remedy: 'Write the command as /plugin:command.',

  async check(spaces) {
    const qualified = new Map<string, Set<string>>();
    for (const { pluginName, commands } of spaces) {
      for (const { basename, name } of commands) {
        const names = qualified.get(basename) ?? new Set<string>();
        qualified.set(basename, names.add(`/${pluginName}:${name}`));
      }
    }
    return qualified.size === 0
      ? []
      : (await Promise.all(spaces.map((space) => checkSpace(space, qualified)))).flat();
  },
};

async function checkSpace(
  { id, key, content }: SpaceFacts,
  qualified: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly Finding[]> {
  const documents = (await openSpaceTree(content).filesUnder('agents')).filter(({ path }) =>
    path.endsWith('.md'),
  );
  const findings = await Promise.all(
    documents.map(async ({ path, file }) => {
      const text = (await content.read(file.path)).toString('utf8');
      return unqualifiedCommands(text, qualified).map(({ command, line, column }): Finding => {
        const names = [...(qualified.get(command) ?? [])];
        return {
          message: `The agent document names /${command} without its plugin`,
          spaces: [key],
          location: inRegistry(id, { file: path, line, column }),
          hint: `Write ${names.join(' or ')}`,
          details: { command, qualified: names },
        };
      });
    }),
  );
  return findings.flat();
}
