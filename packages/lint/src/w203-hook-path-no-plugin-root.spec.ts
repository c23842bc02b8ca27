import { clientHooks, lintedFor, spaceOf } from './testing/linting';

describe('W203', () => {
  it('fires for a hook that climbs, in both forms', async () => {
    const json = '{"hooks": [\n{"event": "SessionStart", "script": "../scripts/setup.sh"}]}';
    const warnings = await lintedFor(
      'W203',
      spaceOf('array', { 'hooks/hooks.json': json }),
      spaceOf('client', { 'hooks/hooks.json': clientHooks('${CLAUDE_PLUGIN_ROOT}/../x.sh', '../y.sh') }),
    );
    expect(warnings).toMatchObject([
      {
        message: 'The SessionStart hook’s path uses "..": ../scripts/setup.sh',
        location: { file: 'spaces/array/hooks/hooks.json', line: 2 },
        hint: expect.stringContaining('"${CLAUDE_PLUGIN_ROOT}/scripts/setup.sh"'),
      },
      { message: expect.stringContaining('x.sh'), spaces: ['client@0123456789ab'] },
      { message: expect.stringContaining('y.sh') },
    ]);
  });

  it('is silent about paths from the plugin root and about `..` that is no script', async () => {
    const hooks = clientHooks('"${CLAUDE_PLUGIN_ROOT}"/hooks/x.sh', 'cd .. && git diff a..b');
    expect(await lintedFor('W203', spaceOf('a', { 'hooks/hooks.json': hooks }))).toEqual([]);
  });
});
