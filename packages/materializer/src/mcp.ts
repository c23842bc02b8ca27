import { createSource, locate, parseJson, printable } from '@agent-spaces/core';
import type { Source, SourceLocation, SpaceContent, SpaceId } from '@agent-spaces/core';
import { invalidConfig } from './invalid-config';
import { isRecord, isStringArray, mapRecord } from './json';
import type { UnknownRecord } from './json';
import { PLUGIN_ROOT } from './plugin-root';
import { registryPath } from './space-path';
import { openSpaceTree } from './space-tree';

export const ROOT_MCP_JSON = '.mcp.json';
// Later files win: the seed's place over the client's own.
const MCP_FILES = [ROOT_MCP_JSON, 'mcp/mcp.json'];

const FORM = 'Write {"mcpServers": {"<name>": {"command": "…", "args": ["…"]}}}.';
const EXPANDED = /\$\{CLAUDE_(?:PLUGIN_ROOT|PROJECT_DIR)\}/g;

export interface McpServer {
  readonly name: string;
  /** As written, variables included. */
  readonly config: UnknownRecord;
  readonly location: SourceLocation;
}

/** The document that `--mcp-config` takes. */
export interface McpConfig {
  readonly mcpServers: Readonly<Record<string, UnknownRecord>>;
}

export interface McpPlugin {
  readonly spaceId: SpaceId;
  /** Absolute; where the client will find the plugin. */
  readonly directory: string;
  readonly servers: readonly McpServer[];
}

export interface McpCollision {
  readonly server: string;
  /** In load order; the last one's definition is used. */
  readonly spaces: readonly SpaceId[];
}

/**
 * The MCP servers a space declares in `mcp/mcp.json` (seed 003 §7.3) and in a root `.mcp.json` (the client's own place), each with
 * or without the `mcpServers` wrapper. Throws ConfigParseError, ConfigValidationError and MaterializationError.
 */
export async function readMcpServers(content: SpaceContent, spaceId: SpaceId): Promise<readonly McpServer[]> {
  const tree = openSpaceTree(content);
  const servers = new Map<string, McpServer>();
  for (const path of MCP_FILES) {
    const found = await tree.find(path);
    if (!found) continue;
    const text = (await content.read(found.file.path)).toString('utf8');
    const source = createSource('json', text, registryPath(spaceId, path));
    for (const server of parseServers(source)) servers.set(server.name, server);
  }
  return [...servers.values()];
}

/**
 * One document for all servers of a target: a later plugin's server replaces an earlier one's of the same name (seed 003 §7.3). The
 * client expands no plugin variables in such a file, so they are expanded here; every other `${VAR}` is left to it.
 */
export function composeMcp(
  plugins: readonly McpPlugin[],
  project: { readonly projectRoot: string },
): { readonly mcp: McpConfig; readonly collisions: readonly McpCollision[] } {
  const servers = new Map<string, UnknownRecord>();
  const owners = new Map<string, SpaceId[]>();
  for (const { spaceId, directory, servers: declared } of plugins) {
    // In one pass, so that what a directory happens to be called is never expanded itself.
    const expand = (text: string): string =>
      text.replace(EXPANDED, (variable) => (variable === PLUGIN_ROOT ? directory : project.projectRoot));
    for (const { name, config } of declared) {
      servers.set(name, mapRecord(config, expand));
      owners.set(name, [...(owners.get(name) ?? []), spaceId]);
    }
  }
  return {
    mcp: { mcpServers: Object.fromEntries(servers) },
    collisions: [...owners]
      .filter(([, spaces]) => spaces.length > 1)
      .map(([server, spaces]) => ({ server, spaces })),
  };
}

function parseServers(source: Source): readonly McpServer[] {
  const document = parseJson(source.text, source.file);
  if (!isRecord(document)) throw invalidConfig(source, [], 'The file is not a JSON object', FORM);
  const base = Object.hasOwn(document, 'mcpServers') ? ['mcpServers'] : [];
  const table = base.length === 0 ? document : document['mcpServers'];
  if (!isRecord(table)) throw invalidConfig(source, base, '"mcpServers" is not an object', FORM);

  return Object.entries(table)
    .filter(([name]) => base.length > 0 || name !== '$schema')
    .map(([name, config]) => {
      const at = [...base, name];
      if (!isRecord(config))
        throw invalidConfig(source, at, `MCP server "${printable(name)}" is not an object`, FORM);
      const fault = faultOf(config);
      if (fault !== undefined)
        throw invalidConfig(source, at, `MCP server "${printable(name)}" ${fault}`, FORM);
      return {
        name,
        config,
        // Finding a position means parsing the text again, so only who reports a server pays for it.
        get location() {
          return locate(source, at, 'key');
        },
      };
    });
}

// The client drops a whole file for one such fault, so it has to be said before.
function faultOf({ command, url, args, env }: UnknownRecord): string | undefined {
  if (typeof command !== 'string' && typeof url !== 'string') return 'has neither a "command" nor a "url"';
  if (args !== undefined && !isStringArray(args)) return 'has "args" that are not a list of strings';
  if (env !== undefined && !(isRecord(env) && isStringArray(Object.values(env)))) {
    return 'has an "env" that is not an object of strings';
  }
  return undefined;
}
