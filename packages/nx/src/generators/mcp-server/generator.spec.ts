import type { Tree } from '@nx/devkit';
import { spaceTree, textsOf } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import mcpServerGenerator from './generator';

const serversIn = (tree: Tree): unknown =>
  JSON.parse(tree.read('spaces/web/mcp/mcp.json', 'utf8') ?? '').mcpServers;

describe('the generator mcp-server', () => {
  const told = captureTold();

  it('makes a small server of the space’s own where nothing is named', async () => {
    const tree = spaceTree(['web']);
    await mcpServerGenerator(tree, { name: 'facts' });
    expect(serversIn(tree)).toEqual({
      facts: { type: 'stdio', command: 'node', args: ['${CLAUDE_PLUGIN_ROOT}/mcp/facts.mjs'] },
    });
    expect(tree.exists('spaces/web/mcp/facts.mjs')).toBe(true);
    expect(told()).toEqual(['The client calls the tools of the server mcp__facts__<tool>.']);
  });

  it('reads a command line as a shell reads words', async () => {
    const tree = spaceTree(['web']);
    await mcpServerGenerator(tree, {
      name: 'files',
      command: `npx -y @example/files "a b" '\${CLAUDE_PLUGIN_ROOT}/x'`,
      env: ['LEVEL=a=b,c', 'EMPTY='],
    });
    expect(serversIn(tree)).toEqual({
      files: {
        type: 'stdio',
        command: 'npx',
        args: ['-y', '@example/files', 'a b', '${CLAUDE_PLUGIN_ROOT}/x'],
        env: { LEVEL: 'a=b,c', EMPTY: '' },
      },
    });
  });

  it('registers a server that runs elsewhere, by http unless told', async () => {
    const tree = spaceTree(['web']);
    const url = 'https://tracker.example.com/mcp';
    await mcpServerGenerator(tree, { name: 'tracker', url, header: 'Authorization: Bearer ${TOKEN}' });
    await mcpServerGenerator(tree, { name: 'old', url, transport: 'sse' });
    expect(serversIn(tree)).toEqual({
      tracker: { type: 'http', url, headers: { Authorization: 'Bearer ${TOKEN}' } },
      old: { type: 'sse', url },
    });
  });

  it('writes nothing for options that do not belong together', async () => {
    const tree = spaceTree(['web']);
    const before = textsOf(tree);
    const url = 'https://tracker.example.com/mcp';
    const refused = [
      { name: 'x', url, command: 'node x.mjs' },
      { name: 'x', url, env: 'A=1' },
      { name: 'x', command: 'node x.mjs', header: 'A: 1' },
      { name: 'x', transport: 'sse' as const },
      { name: 'x', command: 'node x.mjs', env: '=1' },
      { name: 'x', url, header: 'no colon' },
      { name: 'x', command: ' ' },
    ];
    for (const options of refused)
      await expect(mcpServerGenerator(tree, options)).rejects.toThrow(/^CONFIG_ERROR /);
    expect(textsOf(tree)).toEqual(before);
  });
});
