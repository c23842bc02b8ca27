import { lockMissingWarning } from './w101-lock-missing';

it('W101 names the missing file and what to run', () => {
  expect(lockMissingWarning('/project/asp-lock.json')).toEqual({
    code: 'W101',
    name: 'lock-missing',
    severity: 'info',
    message: 'The project has targets but no lock file',
    spaces: [],
    location: { file: '/project/asp-lock.json' },
    hint: expect.stringContaining('asp install'),
  });
});
