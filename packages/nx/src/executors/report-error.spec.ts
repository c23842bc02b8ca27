import { ConfigError, ConfigValidationError } from '@agent-spaces/core';
import { gitWorkspace } from '../testing/git-workspace';
import { captureTold } from '../testing/told';
import { errorLines, reportError } from './report-error';

const workspace = gitWorkspace({ 'apps/web/asp-targets.toml': 'schema = 1\n\n[targets]\nweb = 1\n' });

describe('an error as a task tells it', () => {
  const told = captureTold();

  it('has what, where and what next', async () => {
    const location = { file: 'space.toml', line: 3, column: 1 };
    expect(await errorLines(new ConfigError('It is so.', { location, hint: 'Change it.' }))).toEqual([
      'CONFIG_ERROR It is so.',
      '  space.toml:3:1',
      '  → Change it.',
    ]);
    expect(await errorLines(new ConfigError('It is so.'))).toEqual(['CONFIG_ERROR It is so.']);
  });

  it('marks the lines that follow the first, so that none passes for another', async () => {
    expect(await errorLines(new ConfigError('git said\n  → Run this.'))).toEqual([
      'CONFIG_ERROR git said',
      '  |   → Run this.',
    ]);
  });

  it('finds the line of a value in a file that begins where it is told', async () => {
    const file = 'apps/web/asp-targets.toml';
    const error = new ConfigError('No table.', { location: { file, pointer: '/targets/web' } });
    expect(await errorLines(error, workspace.root)).toEqual([
      'CONFIG_ERROR No table.',
      `  ${file}:4:7 (/targets/web)`,
    ]);
  });

  it('has a line for each of several places, and what is wrong there', async () => {
    const error = new ConfigValidationError('x.toml is not valid', [
      { message: 'One.', location: { file: 'x.toml', line: 1 }, hint: 'Do one.' },
      { message: 'Two.', location: { file: 'x.toml', line: 2 } },
    ]);
    expect(await errorLines(error)).toEqual([
      'CONFIG_VALIDATION_ERROR x.toml is not valid (2 problems)',
      '  x.toml:1',
      '    One.',
      '    → Do one.',
      '  x.toml:2',
      '    Two.',
    ]);
  });

  it('keeps the stack of what nobody foresaw, and asks for a report', async () => {
    const lines = await errorLines(new TypeError('oops'));
    expect(lines[0]).toBe('TypeError: oops');
    expect(lines[1]).toMatch(/^ {4}at .*report-error\.spec/);
    expect(lines.at(-1)).toBe('This is a fault of asp: please report it with the command you ran.');
    expect(await errorLines('thrown')).toEqual(['thrown', lines.at(-1)]);
  });

  it('shows what a terminal would obey', async () => {
    await reportError(new ConfigError('a\u001b[2Jb', { hint: 'c\u202ed' }));
    expect(told()).toEqual(['CONFIG_ERROR a\\u001b[2Jb', '  → c\\u202ed']);
  });
});
