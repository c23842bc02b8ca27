import { clientHooks, lintedFor, spaceOf } from './testing/linting';

describe('W204', () => {
  it.each([
    ['hooks.json is missing', { 'hooks/setup.sh': '' }, 'spaces/a/hooks'],
    ['hooks.json is no JSON', { 'hooks/hooks.json': '{' }, 'spaces/a/hooks/hooks.json'],
    ['hooks.json has no hooks', { 'hooks/hooks.json': '{}' }, 'spaces/a/hooks/hooks.json'],
    ['hooks.toml is broken', { 'hooks/hooks.toml': '[[' }, 'spaces/a/hooks/hooks.toml'],
    ['hooks.json is a list', { 'hooks/hooks.json': '{"hooks": []}' }, 'spaces/a/hooks/hooks.json'],
    [
      'a script does not exist',
      { 'hooks/hooks.json': clientHooks('${CLAUDE_PLUGIN_ROOT}/hooks/x.sh') },
      'spaces/a/hooks/hooks.json',
    ],
  ])('fires where %s', async (_, files: Record<string, string>, file) => {
    expect(await lintedFor('W204', spaceOf('a', files))).toMatchObject([
      { severity: 'error', spaces: ['a@0123456789ab'], location: { file }, hint: expect.any(String) },
    ]);
  });

  it('says at which field, and what to write, where the client would load none of the hooks', async () => {
    const json =
      '{"hooks": {"Stop": [{"hooks": [\n{"type": "command", "command": "true", "timeout": "30"}]}]}}';
    expect(await lintedFor('W204', spaceOf('a', { 'hooks/hooks.json': json }))).toMatchObject([
      {
        message:
          'The hooks configuration is invalid: The Stop hook has a "timeout" that is not a number of seconds above 0, so the client rejects the file and none of its hooks runs',
        location: {
          file: 'spaces/a/hooks/hooks.json',
          line: 2,
          column: 51,
          pointer: '/hooks/Stop/0/hooks/0/timeout',
        },
        hint: 'Write "timeout" as a number of seconds above 0.',
      },
    ]);
  });

  it('says that the client rejects a list', async () => {
    const json = '{"hooks": [{"event": "Stop", "script": "x.sh"}]}';
    expect(
      await lintedFor('W204', spaceOf('a', { 'hooks/hooks.json': json, 'hooks/x.sh': '' })),
    ).toMatchObject([{ message: expect.stringContaining('the client rejects a list') }]);
  });

  it('is silent about working hooks and about no hooks', async () => {
    const hooks = clientHooks('${CLAUDE_PLUGIN_ROOT}/hooks/x.sh', 'echo "${CLAUDE_PLUGIN_ROOT}/out.txt"');
    const working = spaceOf('a', { 'hooks/hooks.json': hooks, 'hooks/x.sh': '' });
    const toml = spaceOf('b', { 'hooks/hooks.toml': '[[hook]]\nevent = "stop"\ncommand = "true"' });
    expect(await lintedFor('W204', working, toml, spaceOf('c', { 'commands/x.md': '' }))).toEqual([]);
  });
});
