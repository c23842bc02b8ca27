import { createOverrides } from 'nx/src/utils/command-line-utils';
import { isDryRun } from './is-dry-run';

/** Whether a task is told to change nothing that another one needs, which Nx was asked for with these arguments. */
function isDryRunBeside(...args: readonly string[]): boolean {
  const overrides: unknown = createOverrides([...args]);
  const task = (id: string, given: unknown) => ({
    id,
    target: { project: id, target: 'ship' },
    overrides: given,
    outputs: [],
    parallelism: true,
  });
  const tasks = { 'web:nx-release-publish': task('web', {}), 'app:ship': task('app', overrides) };
  return isDryRun(undefined, {
    taskGraph: { roots: [], tasks, dependencies: {}, continuousDependencies: {} },
  });
}

describe('a dry run of another task', () => {
  it.each([['--dry-run'], ['--dryRun'], ['--dry-run=true'], ['--dryRun=true'], ['--dry-run', 'true']])(
    'is one of publishing too: %s %s',
    (...args) => expect(isDryRunBeside(...args)).toBe(true),
  );

  it.each([[], ['--dry-run=false'], ['--no-dry-run'], ['--dryRun=false'], ['--dryRun=no']])(
    'is none where nobody said so: %s',
    (...args) => expect(isDryRunBeside(...args)).toBe(false),
  );
});
