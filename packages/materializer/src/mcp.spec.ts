import { ConfigParseError, ConfigValidationError } from '@agent-spaces/core';
import type { SpaceId } from '@agent-spaces/core';
import { composeMcp, readMcpServers } from './mcp';
import { contentOf } from './testing';
import type { TestFile } from './testing';

const id = (text: string): SpaceId => text as SpaceId;
const read = (files: Record<string, TestFile>) => readMcpServers(contentOf(files), id('tools'));
const plugin = async (spaceId: string, mcp: string) => ({
  spaceId: id(spaceId),
  directory: `/bundle/${spaceId}`,
  servers: await read({ 'mcp/mcp.json': mcp }),
});

describe('reading MCP servers', () => {
  it('accepts both places, with and without the wrapper; mcp/mcp.json wins', async () => {
    const servers = await read({
      '.mcp.json': '{"$schema": "x", "a": {"command": "old"}, "b": {"url": "https://b"}}',
      'mcp/mcp.json': '{"mcpServers": {"a": {"command": "new"}}}',
    });
    expect(servers.map(({ name, config }) => [name, config])).toEqual([
      ['a', { command: 'new' }],
      ['b', { url: 'https://b' }],
    ]);
    expect(servers[0]?.location).toMatchObject({ file: 'spaces/tools/mcp/mcp.json', line: 1, column: 17 });
  });

  it('finds none where there is no file', async () => {
    expect(await read({ 'mcp/README.md': '' })).toEqual([]);
  });

  it('says where JSON is broken', async () => {
    const failure = await read({ 'mcp/mcp.json': '{\n"mcpServers": {]}' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigParseError);
    expect(failure).toMatchObject({ location: { file: 'spaces/tools/mcp/mcp.json', line: 2 } });
  });

  it.each([
    ['a list', '[]'],
    ['servers that are a list', '{"mcpServers": []}'],
    ['a server that is a string', '{"mcpServers": {"a": "npx"}}'],
    ['a server without command and url', '{"mcpServers": {"a": {}}}'],
    ['args that are a string', '{"a": {"command": "x", "args": "y"}}'],
    ['an env with a number', '{"a": {"command": "x", "env": {"A": 1}}}'],
  ])('refuses %s', async (_, text) => {
    await expect(read({ '.mcp.json': text })).rejects.toThrow(ConfigValidationError);
  });
});

describe('composing MCP servers', () => {
  it('lets the later plugin win, in the first one’s position, and reports the collision', async () => {
    const { mcp, collisions } = composeMcp(
      [
        await plugin('one', '{"shared": {"command": "v1"}, "a": {"command": "a"}}'),
        await plugin('two', '{"b": {"command": "b"}, "shared": {"command": "v2"}}'),
      ],
      { projectRoot: '/project' },
    );
    expect(JSON.stringify(mcp)).toBe(
      '{"mcpServers":{"shared":{"command":"v2"},"a":{"command":"a"},"b":{"command":"b"}}}',
    );
    expect(collisions).toEqual([{ server: 'shared', spaces: ['one', 'two'] }]);
  });

  it('expands the plugin’s and the project’s directory in every string and leaves other variables', async () => {
    const server = {
      command: '${CLAUDE_PLUGIN_ROOT}/bin/x',
      args: ['--a=${CLAUDE_PLUGIN_ROOT}/a:${CLAUDE_PLUGIN_ROOT}/b', '${HOME}'],
      env: { ROOT: '${CLAUDE_PROJECT_DIR}', KEY: '${KEY:-none}' },
      headers: { deep: ['${CLAUDE_PLUGIN_ROOT}'] },
      timeout: 5,
    };
    const { mcp } = composeMcp([await plugin('one', JSON.stringify({ s: server }))], {
      projectRoot: '/$&/project',
    });
    expect(mcp.mcpServers['s']).toEqual({
      command: '/bundle/one/bin/x',
      args: ['--a=/bundle/one/a:/bundle/one/b', '${HOME}'],
      env: { ROOT: '/$&/project', KEY: '${KEY:-none}' },
      headers: { deep: ['/bundle/one'] },
      timeout: 5,
    });
  });

  it('never expands what a directory is called', async () => {
    const plugins = [
      {
        ...(await plugin('one', '{"s": {"command": "${CLAUDE_PLUGIN_ROOT}"}}')),
        directory: '/${CLAUDE_PROJECT_DIR}',
      },
    ];
    const { mcp } = composeMcp(plugins, { projectRoot: '/project' });
    expect(mcp.mcpServers['s']).toEqual({ command: '/${CLAUDE_PROJECT_DIR}' });
  });

  it('treats __proto__ as a name like any other', async () => {
    const plugins = [await plugin('one', '{"__proto__": {"command": "x", "env": {"__proto__": "y"}}}')];
    const { mcp } = composeMcp(plugins, { projectRoot: '/project' });
    expect(JSON.stringify(mcp)).toBe('{"mcpServers":{"__proto__":{"command":"x","env":{"__proto__":"y"}}}}');
    expect(Object.getPrototypeOf(mcp.mcpServers)).toBe(Object.prototype);
  });
});
