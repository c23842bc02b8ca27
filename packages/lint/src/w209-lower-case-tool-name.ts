import { createSource, locate, printable } from '@agent-spaces/core';
import type { SourceLocation } from '@agent-spaces/core';
import { clientRule, openSpaceTree } from '@agent-spaces/materializer';
import { inRegistry } from './in-registry';
import type { Finding, SpaceFacts, SpaceRule } from './rule';

export const lowerCaseToolName: SpaceRule = {
  code: 'W209',
  name: 'lower-case-tool-name',
  severity: 'warning',
  description: 'A permission rule spells a tool of the client in lower case; the client would ignore it.',
  remedy: 'Spell it as the client does: Bash, Read, Write. Until then the composed settings do so.',

  check: async (spaces) => (await Promise.all(spaces.map(checkSpace))).flat(),
};

async function checkSpace(space: SpaceFacts): Promise<readonly Finding[]> {
  const { id, key, settings } = space;
  const misspelt = (['allow', 'deny'] as const).flatMap((list) =>
    (settings?.permissions?.[list] ?? []).flatMap((from, index) => {
      const to = clientRule(from);
      return from === to ? [] : { list, index, from, to };
    }),
  );
  if (misspelt.length === 0) return [];

  const place = await manifestPlaces(space);
  return misspelt.map(({ list, index, from, to }) => ({
    message: `Permission rule "${printable(from)}" is written "${printable(to)}" for the client`,
    spaces: [key],
    location: inRegistry(id, place(['settings', 'permissions', list, String(index)])),
    hint: `Write ${list} = ["${to}"]; the composed settings already say so`,
    details: { list, from, to },
  }));
}

async function manifestPlaces({ content }: SpaceFacts): Promise<(path: readonly string[]) => SourceLocation> {
  const file = 'space.toml';
  const found = await openSpaceTree(content).find(file);
  if (!found) return () => ({ file });
  const source = createSource('toml', (await content.read(found.file.path)).toString('utf8'), file);
  return (path) => locate(source, path, 'value');
}
