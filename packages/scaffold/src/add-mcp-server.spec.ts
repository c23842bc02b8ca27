import { addMcpServer, type McpServerOptions } from './add-mcp-server';
import { refusalOf } from './testing/refusal-of';
import { spaceTree } from './testing/space-tree';

const space = 'web';
const MCP = 'spaces/web/mcp/mcp.json';

describe('addMcpServer', () => {
  it('adds a server of its own to begin from', () => {
    const tree = spaceTree();
    expect(addMcpServer(tree, { space, name: 'facts' })).toEqual({
      space,
      name: 'facts',
      qualifiedName: 'facts',
      files: [
        { path: MCP, change: 'created' },
        { path: 'spaces/web/mcp/facts.mjs', change: 'created' },
      ],
    });
    expect(JSON.parse(tree.texts()[MCP] ?? '')).toEqual({
      mcpServers: {
        facts: { type: 'stdio', command: 'node', args: ['${CLAUDE_PLUGIN_ROOT}/mcp/facts.mjs'] },
      },
    });
  });

  it.each([
    ['{"mcpServers": {"a": {"command": "x"}}}', '{"mcpServers": {"a": {"command": "x"}, "b": {'],
    [
      '{\n\t"a": {\n\t\t"command": "x"\n\t}\n}\n',
      '{\n\t"a": {\n\t\t"command": "x"\n\t},\n\t"b": {\n\t\t"type"',
    ],
    ['{}', '{\n  "b": {\n    "type"'],
  ])('adds to %j in its own form', (before, after) => {
    const tree = spaceTree({ 'mcp/mcp.json': before });
    const server = { type: 'http', url: 'https://x.test/mcp', headers: { A: '${T}' } } as const;
    expect(addMcpServer(tree, { space, name: 'b', server }).files).toHaveLength(1);
    const text = tree.texts()[MCP] ?? '';
    expect(text.startsWith(after)).toBe(true);
    const document = JSON.parse(text) as Record<string, unknown>;
    expect(document['mcpServers'] ?? document).toMatchObject({ b: server });
  });

  it('adds a program that is there', () => {
    const tree = spaceTree();
    const server = { type: 'stdio', command: 'npx', args: ['-y', 'x'], env: { A: 'b' } } as const;
    addMcpServer(tree, { space, name: 'b', server });
    expect(JSON.parse(tree.texts()[MCP] ?? '')).toEqual({ mcpServers: { b: server } });
  });

  const http = (url: string): Pick<McpServerOptions, 'server'> => ({ server: { type: 'http', url } });
  const local = (command: string, env = {}): Pick<McpServerOptions, 'server'> => ({
    server: { type: 'stdio', command, env },
  });

  it.each<[Partial<McpServerOptions>, Readonly<Record<string, string>>, string]>([
    [{ name: 'ide' }, {}, '"ide" cannot be the name of a server: the client keeps it for itself'],
    [{ name: 'constructor' }, {}, 'the client keeps it'],
    [{ name: 'a b' }, {}, '"a b" cannot be the name of a server'],
    [http('file:///etc/passwd'), {}, '"file:///etc/passwd" is not the address of a server'],
    [http('x'), {}, '"x" is not the address of a server'],
    [local(' '), {}, 'The command of a server is empty'],
    [local('a\0'), {}, 'A NUL character'],
    [local('a', { constructor: 'x' }), {}, 'A server cannot have a variable or header "constructor"'],
    [{}, { 'mcp/mcp.json': '{"mcpServers": {"x": {}}}' }, 'spaces/web/mcp/mcp.json has a server "x" already'],
    [{}, { '.mcp.json': '{"x": {}}' }, 'spaces/web/.mcp.json has a server "x" already'],
    [{}, { 'mcp/mcp.json': '{"mcpServers": []}' }, 'spaces/web/mcp/mcp.json has no object of servers'],
    [{}, { 'mcp/mcp.json': '{' }, 'CONFIG_PARSE_ERROR'],
    [{}, { 'mcp/x.mjs': '' }, 'spaces/web/mcp/x.mjs is there already'],
  ])('refuses %j beside %j', (options, files, message) => {
    const tree = spaceTree(files);
    expect(refusalOf(tree, () => addMcpServer(tree, { space, name: 'x', ...options }))).toContain(message);
  });
});
