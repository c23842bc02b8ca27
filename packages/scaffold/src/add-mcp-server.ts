import {
  ConfigError,
  isRecord,
  isReservedMcpServerName,
  parseJson,
  printable,
  setJsonValue,
} from '@agent-spaces/core';
import type { AddedComponent } from './add-skill';
import { componentName } from './component-name';
import { newFile, readTreeText, writeFiles, type PlannedFile } from './planned-files';
import { openSpace, type SpaceAddress } from './spaces-in-tree';
import { mcpServerText } from './templates/mcp-server';
import type { ScaffoldTree } from './tree';

export interface LocalServer {
  readonly type: 'stdio';
  /** A program on PATH, or a path that begins with `${CLAUDE_PLUGIN_ROOT}`. */
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface RemoteServer {
  readonly type: 'http' | 'sse';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface McpServerOptions {
  /** Kebab-case; the client's tools of it are called `mcp__<name>__<tool>`. */
  readonly name: string;
  /** A small server of the space's own for Node, `mcp/<name>.mjs`, unless given. */
  readonly server?: LocalServer | RemoteServer;
}

/**
 * Adds a server to a space's `mcp/mcp.json` (seed 003 §7.3).
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function addMcpServer(tree: ScaffoldTree, options: SpaceAddress & McpServerOptions): AddedComponent {
  const { id, directory } = openSpace(tree, options);
  const name = serverName(options.name);
  const config = options.server === undefined ? starter(name) : checkedServer(options.server);
  const files = [
    withServer(tree, directory, name, config),
    ...(options.server === undefined
      ? [
          newFile(
            tree,
            { path: `${directory}/mcp/${name}.mjs`, text: mcpServerText(name) },
            'Choose another name for the server.',
          ),
        ]
      : []),
  ];
  return { space: id, name, qualifiedName: name, files: writeFiles(tree, files) };
}

const starter = (name: string): LocalServer => ({
  type: 'stdio',
  command: 'node',
  args: [`\${CLAUDE_PLUGIN_ROOT}/mcp/${name}.mjs`],
});

function serverName(text: string): string {
  const name = componentName('server', text);
  if (!isReservedMcpServerName(name)) return name;
  throw new ConfigError(`"${name}" cannot be the name of a server: the client keeps it for itself.`, {
    hint: 'Choose another name for the server.',
  });
}

function withServer(tree: ScaffoldTree, directory: string, name: string, config: object): PlannedFile {
  const path = `${directory}/mcp/mcp.json`;
  const before = readTreeText(tree, path);
  for (const file of [path, `${directory}/.mcp.json`]) {
    const text = readTreeText(tree, file);
    if (text === undefined || !Object.hasOwn(serversIn(text, file).servers, name)) continue;
    throw new ConfigError(`${file} has a server "${name}" already.`, {
      location: { file },
      hint: 'Choose another name for the server.',
    });
  }
  return {
    path,
    text:
      before === undefined
        ? `${JSON.stringify({ mcpServers: { [name]: config } }, null, 2)}\n`
        : setJsonValue(before, [...serversIn(before, path).at, name], config),
  };
}

/** The servers of a file and where in it they are: it may have them with or without `mcpServers` around. */
function serversIn(
  text: string,
  file: string,
): { readonly at: readonly string[]; readonly servers: Readonly<Record<string, unknown>> } {
  const document = parseJson(text, file);
  const isWrapped = isRecord(document) && Object.hasOwn(document, 'mcpServers');
  const servers = isWrapped ? document['mcpServers'] : document;
  if (isRecord(servers)) return { at: isWrapped ? ['mcpServers'] : [], servers };
  throw new ConfigError(`${file} has no object of servers.`, {
    location: { file },
    hint: 'Write {"mcpServers": {"<name>": {"command": "…", "args": ["…"]}}}.',
  });
}

function checkedServer(server: LocalServer | RemoteServer): LocalServer | RemoteServer {
  if (server.type === 'stdio') {
    const { type, command, args, env } = server;
    for (const text of [command, ...(args ?? []), ...Object.entries(env ?? {}).flat()]) refuseNul(text);
    if (command.trim() === '') throw fault('The command of a server is empty', 'Give the name of a program.');
    refuseConstructor(env);
    return { type, command, ...(args?.length ? { args } : {}), ...(env ? { env } : {}) };
  }
  const { type, url, headers } = server;
  for (const text of Object.entries(headers ?? {}).flat()) refuseNul(text);
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw fault(`"${printable(url, 200)}" is not the address of a server`, 'Give an https:// address.');
  }
  refuseConstructor(headers);
  return { type, url, ...(headers ? { headers } : {}) };
}

function refuseNul(text: string): void {
  if (text.includes('\0')) throw fault('A NUL character cannot be part of a server', 'Leave it out.');
}

/** The client takes an object with such a key for none. */
function refuseConstructor(table: Readonly<Record<string, string>> = {}): void {
  if (Object.hasOwn(table, 'constructor')) {
    throw fault('A server cannot have a variable or header "constructor"', 'Give it another name.');
  }
}

const fault = (what: string, hint: string): ConfigError => new ConfigError(`${what}.`, { hint });
