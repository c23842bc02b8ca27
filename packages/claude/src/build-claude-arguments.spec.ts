import type { ClaudeArguments } from './build-claude-arguments';
import { buildClaudeArguments } from './build-claude-arguments';

const bare: ClaudeArguments = {
  pluginDirectories: [],
  settings: '/b/settings.json',
  inherit: new Set(),
  args: [],
  extraArgs: [],
  interactive: true,
};

describe('buildClaudeArguments', () => {
  it('writes the command of seed 003 §8.2, then what the target and the user add, then the prompt', () => {
    const args = buildClaudeArguments({
      ...bare,
      pluginDirectories: ['/b/plugins/000-base', '/b/plugins/001-my app'],
      mcpConfig: '/b/mcp.json',
      args: ['--verbose'],
      extraArgs: ['--add-dir', '../x'],
      prompt: 'fix it',
      interactive: false,
    });
    expect(args).toEqual([
      ...['--plugin-dir', '/b/plugins/000-base', '--plugin-dir', '/b/plugins/001-my app'],
      ...['--mcp-config', '/b/mcp.json', '--setting-sources', '', '--settings', '/b/settings.json'],
      ...['--verbose', '--add-dir', '../x', '-p', '--', 'fix it'],
    ]);
  });

  it.each([
    [[], ''],
    [['user'], 'user'],
    [['user', 'project'], 'project,user'],
    [['local', 'user', 'project'], 'project,user,local'],
  ] as const)('names the inherited sources %j as "%s", in one order', (sources, text) => {
    const args = buildClaudeArguments({ ...bare, inherit: new Set(sources) });
    expect(args).toEqual(['--setting-sources', text, '--settings', '/b/settings.json']);
  });

  it('leaves --setting-sources away when everything is inherited', () => {
    expect(buildClaudeArguments({ ...bare, inherit: 'all' })).toEqual(['--settings', '/b/settings.json']);
  });

  it('adds no separator without a prompt', () => {
    expect(buildClaudeArguments({ ...bare, interactive: false }).at(-1)).toBe('-p');
    expect(buildClaudeArguments({ ...bare, prompt: '' }).at(-1)).toBe('/b/settings.json');
  });

  it.each(['doctor', 'mcp', 'setup-token'])(
    'keeps the prompt "%s" from being read as a subcommand',
    (prompt) => {
      expect(buildClaudeArguments({ ...bare, prompt }).slice(-2)).toEqual(['--', `${prompt} `]);
      expect(buildClaudeArguments({ ...bare, prompt, interactive: false }).at(-1)).toBe(prompt);
    },
  );

  it.each([
    ['asp run --settings', '--settings', '{}'],
    ['asp run --settings', '--settings={}'],
    ['--inherit-user', '--setting-sources', 'user'],
    ['--inherit-user', '--setting-sources=user'],
    ['Give the prompt', '--', 'word'],
  ])('refuses, and hints at "%s" instead of, what is added as %s %s', (hint, ...added) => {
    for (const given of [{ extraArgs: added }, { args: added }]) {
      expect(() => buildClaudeArguments({ ...bare, ...given })).toThrow(
        expect.objectContaining({
          code: 'CLAUDE_INVOCATION_ERROR',
          hint: expect.stringContaining(hint),
        }),
      );
    }
  });
});
