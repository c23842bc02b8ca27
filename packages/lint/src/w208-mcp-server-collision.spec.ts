import { lintedFor, spaceOf } from './testing/linting';

const mcp = (...names: readonly string[]) => ({
  'mcp/mcp.json': JSON.stringify({
    mcpServers: Object.fromEntries(names.map((name) => [name, { command: 'x' }])),
  }),
});

describe('W208', () => {
  it('names the server, its spaces and the one whose definition is used', async () => {
    const warnings = await lintedFor('W208', spaceOf('a', mcp('shared', 'one')), spaceOf('b', mcp('shared')));
    expect(warnings).toMatchObject([
      {
        message: 'MCP server collision: shared\nDefined by: a@0123456789ab, b@0123456789ab',
        location: { file: 'spaces/b/mcp/mcp.json', line: 1 },
        hint: expect.stringContaining('definition of b@0123456789ab is used'),
        details: { server: 'shared', spaces: ['a', 'b'] },
      },
    ]);
  });

  it('is silent about different servers', async () => {
    expect(await lintedFor('W208', spaceOf('a', mcp('one')), spaceOf('b', mcp('two')))).toEqual([]);
  });
});
