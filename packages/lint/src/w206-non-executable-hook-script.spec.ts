import { clientHooks, lintedFor, spaceOf } from './testing/linting';

describe('W206', () => {
  it('fires once for a script without +x, though materialization sets it', async () => {
    const hooks = clientHooks('${CLAUDE_PLUGIN_ROOT}/hooks/x.sh', '"${CLAUDE_PLUGIN_ROOT}"/hooks/x.sh again');
    const space = spaceOf('a', { 'hooks/hooks.json': hooks, 'hooks/x.sh': '#!/bin/sh' });
    expect(await lintedFor('W206', space)).toMatchObject([
      {
        message: 'Hook script hooks/x.sh is not executable in git; the materialized copy is made so',
        location: { file: 'spaces/a/hooks/x.sh' },
        hint: expect.stringContaining('git update-index --chmod=+x spaces/a/hooks/x.sh'),
      },
    ]);
  });

  it('fires for the array form, whose scripts lie in hooks/', async () => {
    const json = '{"hooks": [{"event": "Stop", "script": "setup.sh"}]}';
    const space = spaceOf('a', { 'hooks/hooks.json': json, 'hooks/setup.sh': '' });
    expect(await lintedFor('W206', space)).toHaveLength(1);
  });

  it('is silent about executables, arguments of an interpreter and missing files', async () => {
    const commands = ['x.sh', 'missing.sh'].map((name) => `\${CLAUDE_PLUGIN_ROOT}/hooks/${name}`);
    const hooks = clientHooks(...commands, 'node ${CLAUDE_PLUGIN_ROOT}/hooks/y.js');
    const space = spaceOf('a', {
      'hooks/hooks.json': hooks,
      'hooks/x.sh': { executable: '' },
      'hooks/y.js': '',
    });
    expect(await lintedFor('W206', space)).toEqual([]);
  });
});
