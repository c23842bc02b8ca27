import { posix } from 'node:path';
import type { SpaceContent, SpaceId } from '@agent-spaces/core';
import { COMPONENT_ENTRIES } from './carried-files';
import { frontmatterName } from './frontmatter';
import { readHooks } from './hooks';
import { readMcpServers } from './mcp';
import { rootSkillOf } from './root-skill';
import { openSpaceTree } from './space-tree';
import type { ReachedFile } from './space-tree';

/** What a space gives to a session, by the names the client knows it under. */
export interface SpaceComponents {
  /** `plugin:command`, nested `plugin:sub:command`. */
  readonly commands: readonly string[];
  readonly agents: readonly string[];
  readonly skills: readonly string[];
  /** Hook events, each once. */
  readonly hooks: readonly string[];
  readonly mcpServers: readonly string[];
  /** Any other component directory or file the space has: `bin`, `output-styles`, `.lsp.json`, … */
  readonly others: readonly string[];
}

/** A slash command of a space. */
export interface SpaceCommand {
  /** Relative to the space: `commands/sub/build.md`. */
  readonly path: string;
  /** Without the plugin: `sub:build`. */
  readonly name: string;
  /** What an unqualified `/build` would mean. */
  readonly basename: string;
}

const NAMED_ELSEWHERE = new Set(['commands', 'agents', 'skills', 'hooks', 'mcp', 'scripts']);

/** The commands of a space in byte order of their paths. Throws MaterializationError for a symlink that cannot be followed. */
export async function commandsOf(content: SpaceContent): Promise<readonly SpaceCommand[]> {
  const files = markdownIn(await openSpaceTree(content).filesUnder('commands'));
  // A directory that has a SKILL.md is one command, whatever else lies in it.
  const skills = files.filter(({ path }) => SKILL.test(path)).map(({ path }) => posix.dirname(path));
  const isPartOf = (path: string, skill: string): boolean =>
    path.startsWith(`${skill}/`) && path.slice(skill.length).toLowerCase() !== '/skill.md';
  return files
    .filter(({ path }) => !skills.some((skill) => isPartOf(path, skill)))
    .map(({ path }) => {
      const names = SKILL.test(path) ? skillSegments(path) : nameSegments(path);
      return { path, name: names.join(':'), basename: names.at(-1) ?? path };
    });
}

/** The inventory `asp explain` prints. Throws as `readMcpServers` and `commandsOf` do. */
export async function componentsOf(
  space: { readonly id: SpaceId; readonly pluginName: string },
  content: SpaceContent,
): Promise<SpaceComponents> {
  const tree = openSpaceTree(content);
  const { pluginName } = space;
  const qualified = (name: string): string => `${pluginName}:${name}`;
  const ownName = async ({ file }: ReachedFile): Promise<string | undefined> =>
    frontmatterName((await content.read(file.path)).toString('utf8'));

  const [commands, agentFiles, skillFiles, hooks, servers] = await Promise.all([
    commandsOf(content),
    tree.filesUnder('agents'),
    tree.filesUnder('skills'),
    readHooks(content),
    readMcpServers(content, space.id),
  ]);
  const agents = await Promise.all(
    markdownIn(agentFiles).map(async (agent) => {
      const names = nameSegments(agent.path);
      return [...names.slice(0, -1), (await ownName(agent)) ?? names.at(-1)].join(':');
    }),
  );
  const rootSkill = await rootSkillOf(tree);
  // A skill of its own right there hides those below.
  const loneSkill = rootSkill ?? skillFiles.find(({ path }) => path === 'skills/SKILL.md');
  const skills = loneSkill
    ? [(await ownName(loneSkill)) ?? (rootSkill ? space.id : 'skills')]
    : skillFiles.flatMap(({ path }) => /^skills\/([^/]+)\/SKILL\.md$/.exec(path)?.[1] ?? []);

  return {
    commands: commands.map(({ name }) => qualified(name)),
    agents: agents.map(qualified),
    skills: skills.map((name) => qualified(name.replace(/[^a-zA-Z0-9_-]/g, '-'))),
    hooks: hooks.kind === 'ok' && !hooks.legacy ? [...new Set(hooks.hooks.map(({ event }) => event))] : [],
    mcpServers: servers.map(({ name }) => name),
    others: COMPONENT_ENTRIES.filter((entry) => !NAMED_ELSEWHERE.has(entry) && tree.entries.includes(entry)),
  };
}

const markdownIn = (files: readonly ReachedFile[]): readonly ReachedFile[] =>
  files.filter(({ path }) => /\.md$/i.test(path));

/** The client takes either case here, but not below `skills`. */
const SKILL = /\/skill\.md$/i;

/** `commands/sub/build/SKILL.md` → `['sub', 'build']`, and `commands/SKILL.md` → `['commands']`. */
function skillSegments(path: string): string[] {
  const [root = '', ...below] = posix.dirname(path).split('/');
  return below.length === 0 ? [root] : below;
}

/** `commands/sub/build.md` → `['sub', 'build']`. */
const nameSegments = (path: string): string[] => path.replace(/\.md$/, '').split('/').slice(1);
