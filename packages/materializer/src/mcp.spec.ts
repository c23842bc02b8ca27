import { ConfigParseError, ConfigValidationError } from '@agent-spaces/core';
import type { SpaceId } from '@agent-spaces/core';
import { composeMcp, readMcpServers } from './mcp';
import { contentOf } from './testing';
import type { TestFile } from './testing';

const id = (text: string): SpaceId => text as SpaceId;
const read = (files: Record<string, TestFile>) => readMcpServers(contentOf(files), id('tools'));
const plugin = async (spaceId: string, mcp: string, file = 'mcp/mcp.json') => ({
  spaceId: id(spaceId),
  directory: `/bundle/${spaceId}`,
  dataDirectory: `\${HOME}/data/${spaceId}`,
  servers: await read({ [file]: mcp }),
});

describe('reading MCP servers', () => {
  it('accepts both places, with and without the wrapper; mcp/mcp.json wins', async () => {
    const servers = await read({
      '.mcp.json': '{"$schema": "x", "a": {"command": "old"}, "b": {"type": "http", "url": "https://b"}}',
      'mcp/mcp.json': '{"mcpServers": {"a": {"command": "new"}}}',
    });
    expect(servers.map(({ name, config }) => [name, config])).toEqual([
      ['a', { command: 'new' }],
      ['b', { type: 'http', url: 'https://b' }],
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
    ['a list', '[]', 1],
    ['servers that are a list', '{"mcpServers":\n[]}', 2],
    ['a server that is a string', '{"mcpServers": {\n"a": "npx"}}', 2],
  ])('refuses %s', async (_, text, line) => {
    const failure = await read({ '.mcp.json': text }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigValidationError);
    expect(failure).toMatchObject({ location: { file: 'spaces/tools/.mcp.json', line } });
  });

  it.each([
    ['{}', '', 'has neither a "command" nor a "url"', 'command'],
    ['{"url": "https://x"}', '', 'has a "url" but no "type"', '"type": "http"'],
    ['{"type": "http", "command": "node"}', '', 'has no "url"', 'Write'],
    ['{"type": "stdio", "url": "https://x"}', '', 'has no "command"', 'Write'],
    ['{"command": "x", "type": "bogus"}', '/type', 'has a "type" that is none of "stdio", "http"', 'Write'],
    ['{"command": "x", "args": "y"}', '/args', 'has a "args" that is not a list of strings', 'Write'],
    ['{"command": "x", "timeout": "30"}', '/timeout', 'that is not a whole number of milliseconds', 'Write'],
    [
      '{"type": "sse", "url": "x", "oauth": {"callbackPort": 0}}',
      '/oauth/callbackPort',
      'not a port',
      'Write',
    ],
  ])('says what is wrong with %s, and where', async (server, pointer, why, hint) => {
    const failure = await read({ '.mcp.json': `{"my/a": ${server}}` }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigValidationError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^MCP server "my\/a" /),
      location: { file: 'spaces/tools/.mcp.json', line: 1, pointer: `/my~1a${pointer}` },
      hint: expect.stringContaining(hint),
    });
    expect(String(failure)).toContain(why);
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

  it('expands the plugin’s and the project’s directories in every string and leaves other variables', async () => {
    const server = {
      command: '${CLAUDE_PLUGIN_ROOT}/bin/x',
      args: ['--a=${CLAUDE_PLUGIN_ROOT}/a:${CLAUDE_PLUGIN_DATA}/b', '${HOME}', '${CLAUDE_SESSION_ID}'],
      env: { ROOT: '${CLAUDE_PROJECT_DIR}', KEY: '${KEY:-none}' },
      deep: [{ er: ['${CLAUDE_PLUGIN_ROOT}'] }],
      timeout: 5,
    };
    const { mcp } = composeMcp([await plugin('one', JSON.stringify({ s: server }))], {
      projectRoot: '/$&/project',
    });
    expect(mcp.mcpServers['s']).toEqual({
      command: '/bundle/one/bin/x',
      args: ['--a=/bundle/one/a:${HOME}/data/one/b', '${HOME}', '${CLAUDE_SESSION_ID}'],
      env: { ROOT: '/$&/project', KEY: '${KEY:-none}' },
      deep: [{ er: ['/bundle/one'] }],
      timeout: 5,
    });
  });

  it('gives servers of .mcp.json the environment that the client would', async () => {
    const servers = {
      bare: { command: 'x' },
      own: {
        type: 'stdio',
        command: 'x',
        env: { CLAUDE_PLUGIN_DATA: '/mine', KEY: '${CLAUDE_PLUGIN_ROOT}/k' },
      },
      far: { type: 'http', url: 'https://x' },
    };
    const { mcp } = composeMcp([await plugin('one', JSON.stringify(servers), '.mcp.json')], {
      projectRoot: '/project',
    });
    expect(mcp.mcpServers).toEqual({
      bare: {
        command: 'x',
        env: { CLAUDE_PLUGIN_ROOT: '/bundle/one', CLAUDE_PLUGIN_DATA: '${HOME}/data/one' },
      },
      own: {
        type: 'stdio',
        command: 'x',
        env: { CLAUDE_PLUGIN_ROOT: '/bundle/one', CLAUDE_PLUGIN_DATA: '/mine', KEY: '/bundle/one/k' },
      },
      far: { type: 'http', url: 'https://x' },
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

  it('treats __proto__ as a variable like any other', async () => {
    const plugins = [await plugin('one', '{"s": {"command": "x", "env": {"__proto__": "y"}}}', '.mcp.json')];
    const { mcp } = composeMcp(plugins, { projectRoot: '/project' });
    expect(JSON.stringify(mcp)).toContain('"__proto__":"y"}}}}');
  });
});
