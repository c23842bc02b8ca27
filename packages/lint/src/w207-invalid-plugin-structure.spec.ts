import { lintedFor, spaceOf } from './testing/linting';

describe('W207', () => {
  it('fires once per entry inside .claude-plugin/', async () => {
    const files = {
      '.claude-plugin/commands/a.md': '',
      '.claude-plugin/commands/b.md': '',
      '.claude-plugin/x.json': '',
    };
    expect(await lintedFor('W207', spaceOf('a', files))).toMatchObject([
      {
        message: expect.stringContaining('Component "commands" is inside .claude-plugin/'),
        location: { file: 'spaces/a/.claude-plugin/commands' },
        hint: 'Move it to spaces/a/commands',
      },
      { location: { file: 'spaces/a/.claude-plugin/x.json' } },
    ]);
  });

  it('is silent about plugin.json and components at the root', async () => {
    expect(
      await lintedFor('W207', spaceOf('a', { '.claude-plugin/plugin.json': '{}', 'commands/a.md': '' })),
    ).toEqual([]);
  });
});
