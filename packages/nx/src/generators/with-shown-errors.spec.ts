import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, ConfigValidationError } from '@agent-spaces/core';
import { gitWorkspace } from '../testing/git-workspace';
import { withShownErrors } from './with-shown-errors';

const workspace = gitWorkspace({
  'asp-targets.toml': 'schema = 1\n[targets.web]\ncompose = ["space:a@9"]\n',
});

const thrownBy = (error: unknown): Promise<unknown> =>
  withShownErrors(workspace.tree(), () => {
    throw error;
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('an error of a generator', () => {
  it('says what, where and what next, and offers no stack', async () => {
    const location = { file: 'asp-targets.toml', pointer: '/targets/web/compose/0' };
    const shown = await thrownBy(new ConfigError('No such space.', { location, hint: 'Did you mean "b"?' }));
    expect(shown).toMatchObject({
      message:
        'CONFIG_ERROR No such space.\n  asp-targets.toml:3:12 (/targets/web/compose/0)\n  → Did you mean "b"?',
      stack: '',
    });
  });

  it('names every place where there are several', async () => {
    const shown = await thrownBy(
      new ConfigValidationError('space.toml is not valid', [
        { message: 'One.', location: { file: 'a', line: 1, column: 2 } },
        { message: 'Two.', location: { file: 'b' }, hint: 'Leave it out.' },
      ]),
    );
    expect((shown as Error).message.split('\n')).toEqual([
      'CONFIG_VALIDATION_ERROR space.toml is not valid (2 problems)',
      '  a:1:2',
      '    One.',
      '  b',
      '    Two.',
      '    → Leave it out.',
    ]);
  });

  it('shows what a name does to a terminal instead of doing it', async () => {
    const shown = await thrownBy(new ConfigError('No \u001b[2J here.'));
    expect((shown as Error).message).not.toContain('\u001b');
  });

  it('goes through as it is where nobody foresaw it', async () => {
    const error = new TypeError('x is not a function');
    expect(await thrownBy(error)).toBe(error);
    expect(error.stack).toContain('TypeError');
  });
});

it('does the work on a tree that writes through no link', async () => {
  symlinkSync('/nowhere', join(workspace.root, 'linked'));
  const work = withShownErrors(workspace.tree(), (tree) => tree.write('linked/a.md', ''));
  await expect(work).rejects.toThrow(/^CONFIG_ERROR linked is a symbolic link: .*\n {2}linked\n {2}→ /);
});
