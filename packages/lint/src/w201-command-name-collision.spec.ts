import { lintedFor, spaceOf } from './testing/linting';

describe('W201', () => {
  it('names the command, the plugins with their spaces, and the qualified names', async () => {
    const warnings = await lintedFor(
      'W201',
      spaceOf('todo-frontend', { 'commands/build.md': '' }, { pluginName: 'frontend' }),
      spaceOf('todo-backend', { 'commands/build.md': '', 'commands/only.md': '' }, { pluginName: 'backend' }),
    );
    expect(warnings).toEqual([
      {
        code: 'W201',
        name: 'command-name-collision',
        severity: 'warning',
        message: 'Command collision: /build\nUsed by: frontend (todo-frontend), backend (todo-backend)',
        spaces: ['todo-frontend@0123456789ab', 'todo-backend@0123456789ab'],
        hint: 'Use fully-qualified names: /frontend:build, /backend:build',
        details: { command: 'build', spaces: ['todo-frontend', 'todo-backend'] },
      },
    ]);
  });

  it('sees nested commands by their base name', async () => {
    const spaces = [spaceOf('a', { 'commands/db/build.md': '' }), spaceOf('b', { 'commands/build.md': '' })];
    expect(await lintedFor('W201', ...spaces)).toMatchObject([
      { hint: 'Use fully-qualified names: /a:db:build, /b:build' },
    ]);
  });

  it('advises another plugin name where qualified names are equal too', async () => {
    const spaces = ['a', 'b'].map((id) => spaceOf(id, { 'commands/build.md': '' }, { pluginName: 'p' }));
    expect(await lintedFor('W201', ...spaces)).toMatchObject([
      { hint: expect.stringContaining('another plugin name') },
    ]);
  });

  it('is silent about one space and about files that are no commands', async () => {
    const one = spaceOf('a', { 'commands/x/build.md': '', 'commands/y/build.md': '', 'commands/n.txt': '' });
    expect(
      await lintedFor('W201', one, spaceOf('b', { 'commands/n.txt': '', 'skills/build.md': '' })),
    ).toEqual([]);
  });
});
