import type { SpaceContent } from '@agent-spaces/core';
import type { HooksConfig } from './hooks';
import { ROOT_MCP_JSON } from './mcp';
import { entriesNamedIn } from './plugin-root';
import { rootSkillOf } from './root-skill';
import type { ReachedFile, SpaceTree } from './space-tree';

/** What the client loads from a plugin directory; `scripts` and `mcp` are the seed's (003 §7.1). */
export const COMPONENT_ENTRIES = [
  'agents',
  'bin',
  'commands',
  'hooks',
  'mcp',
  'monitors',
  'output-styles',
  'scripts',
  'skills',
  'themes',
  'workflows',
  '.lsp.json',
] as const;

// Node looks there for how to read the scripts below it.
const ALWAYS_CARRIED: ReadonlySet<string> = new Set([...COMPONENT_ENTRIES, 'package.json']);

// Never carried along: what becomes plugin.json and mcp.json, and the cache's own metadata.
const RESERVED: ReadonlySet<string> = new Set([
  '.claude-plugin',
  'space.toml',
  ROOT_MCP_JSON,
  '.asp-cache.json',
]);

/**
 * The files a plugin is made of: its components alone, unless something in them reaches for more. Then it is the whole space,
 * because nobody can tell what a program that is somewhere in it wants beside it.
 */
export async function carriedFiles(
  tree: SpaceTree,
  content: SpaceContent,
  hooks: HooksConfig,
): Promise<readonly ReachedFile[]> {
  const entries = tree.entries.filter((entry) => !RESERVED.has(entry.toLowerCase()));
  const always = entries.filter((entry) => ALWAYS_CARRIED.has(entry));
  const others = entries.filter((entry) => !ALWAYS_CARRIED.has(entry));
  const components = (await Promise.all(always.map((entry) => tree.filesUnder(entry)))).flat();
  if (others.length === 0) return components;

  const generated = hooks.kind === 'ok' ? (hooks.generated ?? '') : '';
  const named = new Set([
    ...entriesNamedIn(generated),
    ...(await entriesNamedByFiles(tree, content, components)),
  ]);
  const reachesFurther = [...named].some((entry) => entry === undefined || !ALWAYS_CARRIED.has(entry));
  if (!reachesFurther && !(await rootSkillOf(tree))) return components;
  const further = await Promise.all(
    // A link that nobody asks for, such as one of a virtual environment, is no reason to refuse a space.
    others.map((entry) => tree.filesUnder(entry, named.has(entry) ? 'refused' : 'left out')),
  );
  return [...components, ...further.flat()];
}

/** Most of a space, and neither run nor expanded by the client, so the plugin's root means nothing in it. */
const REFERENCE = /^skills\/.+(?<!\/SKILL)\.md$/;

async function entriesNamedByFiles(
  tree: SpaceTree,
  content: SpaceContent,
  components: readonly ReachedFile[],
): Promise<readonly (string | undefined)[]> {
  const others = await Promise.all([tree.find(ROOT_MCP_JSON), rootSkillOf(tree)]);
  const effective = components.filter(({ path }) => !REFERENCE.test(path));
  const texts = [...effective, ...others.flatMap((found) => found ?? [])].map(async ({ file }) => {
    const data = await content.read(file.path);
    return data.includes('CLAUDE_PLUGIN_ROOT') ? entriesNamedIn(data.toString('utf8')) : [];
  });
  return (await Promise.all(texts)).flat();
}
