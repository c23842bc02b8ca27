import type { LintRule, LintWarning } from './rule';
import { warningOf } from './rule';

export const lockMissing: LintRule = {
  code: 'W101',
  name: 'lock-missing',
  severity: 'info',
  description: 'The project has targets but no lock file.',
  remedy: 'Run `asp install` and commit asp-lock.json, so that everyone runs the same versions.',
};

/** Only the engine knows whether there is a lock; `file` is where it would be. */
export const lockMissingWarning = (file: string): LintWarning =>
  warningOf(lockMissing, {
    message: 'The project has targets but no lock file',
    spaces: [],
    location: { file },
    hint: lockMissing.remedy,
  });
