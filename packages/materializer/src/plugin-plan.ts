import { MaterializationError, printable } from '@agent-spaces/core';
import type { SpaceContent, SpaceManifest } from '@agent-spaces/core';
import { HOOKS_JSON, HOOKS_TOML, readHooks } from './hooks';
import type { HooksConfig } from './hooks';
import { readMcpServers, ROOT_MCP_JSON } from './mcp';
import type { McpServer } from './mcp';
import { pluginManifestText } from './plugin-manifest';
import { entriesNamedIn, scriptsNamedIn } from './plugin-root';
import { rootSkillOf } from './root-skill';
import { byBytes, registryPath } from './space-path';
import { openSpaceTree } from './space-tree';
import type { ReachedFile, SpaceTree } from './space-tree';

export type PluginFileSource =
  | {
      readonly kind: 'content';
      /** Path in the space's content, symlinks followed. */
      readonly from: string;
      readonly oid: string;
    }
  | { readonly kind: 'generated'; readonly text: string };

export interface PluginFile {
  /** Relative to the plugin directory, `/`-separated. */
  readonly path: string;
  readonly executable: boolean;
  readonly source: PluginFileSource;
}

/** Everything there is to know about a plugin directory before a byte of it is written. */
export interface PluginPlan {
  readonly name: string;
  readonly version: string | undefined;
  /** In byte order of the paths. */
  readonly files: readonly PluginFile[];
}

export const PLUGIN_JSON = '.claude-plugin/plugin.json';

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
 * The plugin directory of a space (seed 003 §7.1). Throws MaterializationError for a symlink that leaves the space, dangles or
 * loops, for two paths that one directory cannot hold on every platform, and for hooks that cannot be translated; the errors of
 * `readMcpServers` pass through.
 */
export async function planPlugin(manifest: SpaceManifest, content: SpaceContent): Promise<PluginPlan> {
  try {
    return await plan(manifest, content);
  } catch (error) {
    throw error instanceof MaterializationError ? withRegistryPath(error, manifest.id) : error;
  }
}

async function plan(manifest: SpaceManifest, content: SpaceContent): Promise<PluginPlan> {
  const tree = openSpaceTree(content);
  const [hooks, servers] = await Promise.all([readHooks(content), readMcpServers(content, manifest.id)]);
  if (hooks.kind === 'invalid' && hooks.file === HOOKS_TOML) {
    throw new MaterializationError(hooks.reason, {
      ...(hooks.location ? { location: hooks.location } : {}),
      ...(hooks.hint ? { hint: hooks.hint } : {}),
    });
  }

  const reached = await filesReached(tree, content, hooks);
  const scripts = scriptPaths(hooks, servers, new Set(reached.map(({ path }) => path)));

  const files = await Promise.all(
    reached.map(async ({ path, file }: ReachedFile): Promise<PluginFile> => ({
      path,
      executable: file.kind === 'executable' || scripts.has(path) || (await content.hasShebang(file.path)),
      source: { kind: 'content', from: file.path, oid: file.oid },
    })),
  );
  files.push(generated(PLUGIN_JSON, pluginManifestText(manifest)));
  if (hooks.kind === 'ok' && hooks.generated !== undefined)
    files.push(generated(HOOKS_JSON, hooks.generated));
  files.sort((a, b) => byBytes(a.path, b.path));
  refuseCollisions(files);

  return {
    name: manifest.plugin?.name ?? manifest.id,
    version: manifest.plugin?.version ?? manifest.version,
    files,
  };
}

const generated = (path: string, text: string): PluginFile => ({
  path,
  executable: false,
  source: { kind: 'generated', text },
});

/**
 * The files a plugin is made of: its components alone, unless something in them reaches for more. Then it is the whole space,
 * because nobody can tell what a program that is somewhere in it wants beside it.
 */
async function filesReached(
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
  const named = new Set([...entriesNamedIn(generated), ...(await entriesNamed(tree, content, components))]);
  const reachesFurther = [...named].some((entry) => entry === undefined || !ALWAYS_CARRIED.has(entry));
  if (!reachesFurther && !(await rootSkillOf(tree))) return components;
  const further = await Promise.all(
    // A link that nobody asks for, such as one of a virtual environment, is no reason to refuse a space.
    others.map((entry) => tree.filesUnder(entry, named.has(entry) ? 'refused' : 'left out')),
  );
  return [...components, ...further.flat()];
}

async function entriesNamed(
  tree: SpaceTree,
  content: SpaceContent,
  components: readonly ReachedFile[],
): Promise<readonly (string | undefined)[]> {
  const others = await Promise.all([tree.find(ROOT_MCP_JSON), rootSkillOf(tree)]);
  const texts = [...components, ...others.flatMap((found) => found ?? [])].map(async ({ file }) => {
    const data = await content.read(file.path);
    return data.includes('CLAUDE_PLUGIN_ROOT') ? entriesNamedIn(data.toString('utf8')) : [];
  });
  return (await Promise.all(texts)).flat();
}

/** The files that hooks and MCP servers start, by their path in the plugin. */
function scriptPaths(
  hooks: HooksConfig,
  servers: readonly McpServer[],
  planned: ReadonlySet<string>,
): ReadonlySet<string> {
  const started = [
    ...(hooks.kind === 'ok' ? hooks.hooks.flatMap(({ scripts }) => scripts) : []),
    ...servers.flatMap(({ config: { command } }) =>
      typeof command === 'string' ? scriptsNamedIn(command, (path) => planned.has(path)) : [],
    ),
  ];
  return new Set(started.flatMap(({ path }) => path ?? []));
}

/** macOS and Windows would merge two names that differ in case or in Unicode normalization only. */
function refuseCollisions(files: readonly PluginFile[]): void {
  const known = new Map<string, string>();
  const seen = new Set<string>();
  for (const { path } of files) {
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const prefix = end === -1 ? path : path.slice(0, end);
      // Files of one directory share it; to fold it once is enough.
      const folded = seen.has(prefix) ? undefined : prefix.normalize('NFC').toLowerCase().normalize('NFC');
      const other = folded === undefined ? prefix : (known.get(folded) ?? prefix);
      if (other !== prefix) {
        const message = `"${printable(other)}" and "${printable(prefix)}" are one name on file systems that ignore case or Unicode form`;
        throw new MaterializationError(message, {
          location: { file: path },
          hint: 'Rename one of them so that they differ in more than case and accents.',
        });
      }
      if (folded !== undefined) known.set(folded, prefix);
      seen.add(prefix);
      if (end === -1) break;
    }
  }
}

function withRegistryPath(error: MaterializationError, spaceId: string): MaterializationError {
  if (!error.location) return error;
  return new MaterializationError(error.message, {
    location: { ...error.location, file: registryPath(spaceId, error.location.file) },
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  });
}
