import type { LintWarning } from '@agent-spaces/engine';
import { logger } from '@nx/devkit';
import { captureTold } from '../testing/told';
import { plural, tell, tellChanges, tellWarnings } from './tell';

const warning = (severity: LintWarning['severity'], more: Partial<LintWarning> = {}): LintWarning => ({
  code: 'W206',
  name: 'hook-script',
  severity,
  message: 'One\n  and another',
  spaces: [],
  ...more,
});

describe('what a task tells', () => {
  const told = captureTold();

  it('is a line each, and shows what a terminal would obey', () => {
    tell('a\u001b[2Jb', 'c\nd');
    expect(told()).toEqual(['a\\u001b[2Jb', 'c\\u000ad']);
  });

  it('has the changes of a lock under the target they are of', () => {
    tellChanges([
      { kind: 'order-changed', target: 'web' },
      { kind: 'target-added', target: 'api' },
      { kind: 'rewritten', target: 'web', fields: ['registry'] },
      { kind: 'rewritten', fields: ['registry'] },
    ]);
    expect(told()).toEqual([
      'web',
      '  ~ load order',
      '  ~ registry rewritten',
      'api',
      '  + new in the lock',
      'asp-lock.json',
      '  ~ registry rewritten',
    ]);
  });

  it('has a finding of lint with its place and what to do, as loud as it is', () => {
    const location = { file: 'spaces/a/b.sh', line: 3 };
    tellWarnings([warning('warning', { location, hint: 'Do\u0007.' }), warning('info')]);
    expect(logger.error).not.toHaveBeenCalled();
    tellWarnings([warning('error', { message: 'Bad' })]);
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(told()).toEqual([
      'W206: One',
      '  and another',
      '  spaces/a/b.sh:3',
      '  → Do\\u0007.',
      'W206: One',
      '  and another',
      'W206: Bad',
    ]);
  });

  it('counts', () => {
    expect([0, 1, 2].map((count) => plural(count, 'plugin'))).toEqual(['0 plugins', '1 plugin', '2 plugins']);
  });
});
