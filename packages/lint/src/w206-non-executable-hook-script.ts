import { printable } from '@agent-spaces/core';
import { openSpaceTree } from '@agent-spaces/materializer';
import { inRegistry } from './in-registry';
import type { Finding, SpaceFacts, SpaceRule } from './rule';

export const nonExecutableHookScript: SpaceRule = {
  code: 'W206',
  name: 'non-executable-hook-script',
  severity: 'warning',
  description: 'A script that a hook starts lacks the execute permission in git.',
  remedy:
    'Run `git update-index --chmod=+x <script>`; until then materialization sets the permission itself.',

  check: async (spaces) => (await Promise.all(spaces.map(checkSpace))).flat(),
};

async function checkSpace({ id, key, hooks, content }: SpaceFacts): Promise<readonly Finding[]> {
  if (hooks.kind !== 'ok') return [];
  const started = hooks.hooks.flatMap(({ scripts }) => scripts.filter(({ startsCommand }) => startsCommand));
  const paths = new Set(started.flatMap(({ path }) => path ?? []));
  const tree = openSpaceTree(content);
  const found = await Promise.all([...paths].map((path) => tree.find(path)));
  return found.flatMap((reached) =>
    reached?.file.kind === 'file'
      ? {
          message: `Hook script ${printable(reached.path)} is not executable in git; the materialized copy is made so`,
          spaces: [key],
          location: inRegistry(id, { file: reached.path }),
          hint: `Run \`git update-index --chmod=+x spaces/${id}/${reached.file.path}\` in the registry`,
          details: { script: reached.path },
        }
      : [],
  );
}
