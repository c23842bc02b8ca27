import { MaterializationError, printable } from '@agent-spaces/core';
import type { SpaceContent, SpaceManifest } from '@agent-spaces/core';
import { carriedFiles } from './carried-files';
import { HOOKS_JSON, HOOKS_TOML, readHooks } from './hooks';
import type { HooksConfig } from './hooks';
import { readMcpServers } from './mcp';
import type { McpServer } from './mcp';
import { pluginManifestText } from './plugin-manifest';
import { scriptsNamedIn } from './plugin-root';
import { nameRootSkill, ROOT_SKILL } from './root-skill';
import { byBytes, registryPath } from './space-path';
import { openSpaceTree } from './space-tree';
import type { ReachedFile } from './space-tree';

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

  const reached = await carriedFiles(tree, content, hooks);
  const scripts = scriptPaths(hooks, servers, new Set(reached.map(({ path }) => path)));

  const skill = await nameRootSkill(tree, content, manifest.id);
  const files = await Promise.all(
    reached.map(async ({ path, file }: ReachedFile): Promise<PluginFile> => ({
      path,
      executable: file.kind === 'executable' || scripts.has(path) || (await content.hasShebang(file.path)),
      source:
        skill !== undefined && path === ROOT_SKILL
          ? { kind: 'generated', text: skill }
          : { kind: 'content', from: file.path, oid: file.oid },
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
