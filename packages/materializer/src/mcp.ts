import { createSource, isRecord, locate, parseJson, printable } from '@agent-spaces/core';
import type { Source, SourceLocation, SpaceContent, SpaceId, UnknownRecord } from '@agent-spaces/core';
import { invalidConfig } from './invalid-config';
import { mapRecord } from './json';
import { mcpFaultOf } from './mcp-fault';
import { registryPath } from './space-path';
import { openSpaceTree } from './space-tree';

export const ROOT_MCP_JSON = '.mcp.json';
// Later files win: the seed's place over the client's own.
const MCP_FILES = [ROOT_MCP_JSON, 'mcp/mcp.json'] as const;
type McpFile = (typeof MCP_FILES)[number];

const FORM = 'Write {"mcpServers": {"<name>": {"command": "…", "args": ["…"]}}}.';
const VARIABLE = /\$\{(CLAUDE_[A-Z_]+)\}/g;

export interface McpServer {
  readonly name: string;
  /** Relative to the space. */
  readonly file: McpFile;
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
  /** Where the client lets the plugin keep things; absolute once the client has expanded it. */
  readonly dataDirectory: string;
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
    for (const server of parseServers(source, path)) servers.set(server.name, server);
  }
  return [...servers.values()];
}

/**
 * One document for all servers of a target: a later plugin's server replaces an earlier one's of the same name (seed 003 §7.3). What
 * the client does for a plugin's servers and not for such a file is done here: the plugin's variables are expanded, and those of
 * a root `.mcp.json`, which may rely on it, find the plugin in their environment. Every other `${VAR}` is left to the client.
 */
export function composeMcp(
  plugins: readonly McpPlugin[],
  { projectRoot }: { readonly projectRoot: string },
): { readonly mcp: McpConfig; readonly collisions: readonly McpCollision[] } {
  const servers = new Map<string, UnknownRecord>();
  const owners = new Map<string, SpaceId[]>();
  for (const { spaceId, directory, dataDirectory, servers: declared } of plugins) {
    const environment = { CLAUDE_PLUGIN_ROOT: directory, CLAUDE_PLUGIN_DATA: dataDirectory };
    const values = new Map(Object.entries({ ...environment, CLAUDE_PROJECT_DIR: projectRoot }));
    // In one pass, so that what a directory happens to be called is never expanded itself.
    const expand = (text: string): string =>
      text.replace(VARIABLE, (variable, name: string) => values.get(name) ?? variable);
    for (const { name, file, config } of declared) {
      const expanded = mapRecord(config, expand);
      servers.set(name, file === ROOT_MCP_JSON ? withEnvironment(expanded, environment) : expanded);
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

/** A server that is reached by its address has no environment. What a server says itself is stronger. */
function withEnvironment(server: UnknownRecord, environment: UnknownRecord): UnknownRecord {
  const { type = 'stdio', env } = server;
  return type === 'stdio' ? { ...server, env: { ...environment, ...(isRecord(env) ? env : {}) } } : server;
}

function parseServers(source: Source, file: McpFile): readonly McpServer[] {
  const document = parseJson(source.text, source.file);
  if (!isRecord(document)) throw invalidConfig(source, [], 'The file is not a JSON object', FORM);
  const base = Object.hasOwn(document, 'mcpServers') ? ['mcpServers'] : [];
  const table = base.length === 0 ? document : document['mcpServers'];
  if (!isRecord(table)) throw invalidConfig(source, base, '"mcpServers" is not an object', FORM);

  return Object.entries(table)
    .filter(([name]) => base.length > 0 || name !== '$schema')
    .map(([name, config]) => {
      const at = [...base, name];
      const server = `MCP server "${printable(name)}"`;
      if (!isRecord(config)) throw invalidConfig(source, at, `${server} is not an object`, FORM);
      const fault = mcpFaultOf(name, config);
      if (fault) {
        const { path, why, hint = FORM } = fault;
        throw invalidConfig(source, [...at, ...path], `${server} ${why}`, hint);
      }
      return {
        name,
        file,
        config,
        // Finding a position means parsing the text again, so only who reports a server pays for it.
        get location() {
          return locate(source, at, 'key');
        },
      };
    });
}
