import { askedConfiguration, asksToRun, preTasksExecution } from './pre-tasks-execution';

const VARIABLE = 'NX_NATIVE_COMMAND_RUNNER';
const INTERFACE = 'NX_TUI';
const ASKED = 'ASP_ASKED_CONFIGURATION';
const before = { ...process.env };
beforeEach(() => {
  for (const name of [VARIABLE, INTERFACE, ASKED]) delete process.env[name];
});
afterAll(() => {
  for (const name of [VARIABLE, INTERFACE, ASKED]) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

async function runnerAfter(words: readonly string[], options?: unknown): Promise<string | undefined> {
  const argv = ['/usr/bin/node', '/w/node_modules/.bin/nx', ...words];
  await preTasksExecution(options as never, { id: '1', workspaceRoot: '/w', nxJsonConfiguration: {}, argv });
  return process.env[VARIABLE];
}

it.each([
  'run web:asp-run',
  'run web:asp-run:backend',
  'run web:asp-run--backend',
  'run @acme/web:asp-run --prompt=hi',
  'run --verbose web:asp-run',
  'run --prompt hi web:asp-run',
  'run a:b:asp-run',
  'web:asp-run',
  'asp-run web',
  'asp-run',
  'asp-run--backend web --prompt=hi',
  'asp-run:backend web',
])('gives the terminal to `nx %s`', (line) => {
  expect(asksToRun(line.split(' '), 'asp-run')).toBe(true);
});

it.each([
  'run web:asp-compose',
  'run web:asp-running',
  'run asp-run:build',
  'run-many -t asp-run',
  'affected -t asp-run',
  'show project web',
  'build web --prompt=x:asp-run',
  '',
])('leaves `nx %s` alone', (line) => {
  expect(asksToRun(line.split(' ').filter(Boolean), 'asp-run')).toBe(false);
});

it('goes by the name that nx.json gives the target', async () => {
  expect(await runnerAfter(['run', 'web:agent'], { runTargetName: 'agent' })).toBe('false');
});

it('sets nothing for other tasks, nor where the options are wrong', async () => {
  expect(await runnerAfter(['run', 'web:asp-compose'])).toBeUndefined();
  expect(await runnerAfter(['run', 'web:asp-run'], { runTargetName: 7 })).toBeUndefined();
});

it('leaves the variable to who has set it', async () => {
  process.env[VARIABLE] = 'true';
  expect(await runnerAfter(['run', 'web:asp-run'])).toBe('true');
});

it("keeps Nx's terminal interface off the agent's keys", async () => {
  await runnerAfter(['run', 'web:asp-compose']);
  expect(process.env[INTERFACE]).toBeUndefined();
  await runnerAfter(['run', 'web:asp-run']);
  expect(process.env[INTERFACE]).toBe('false');
});

it.each([
  ['run web:asp-run:backend', 'backend'],
  ['run @acme/web:asp-run:backend --prompt=hi', 'backend'],
  ['asp-run:backend web', 'backend'],
  ['run web:asp-run -c backend', 'backend'],
  ['run web:asp-run --configuration=backend', 'backend'],
  ['run web:asp-run', undefined],
  ['run web:asp-run--backend', undefined],
])('`nx %s` asks for the configuration %s', (line, configuration) => {
  expect(askedConfiguration(line.split(' '), 'asp-run')).toBe(configuration);
});

it('passes on which configuration was asked for, and forgets an older one', async () => {
  await runnerAfter(['run', 'web:asp-run:reveiw']);
  expect(process.env[ASKED]).toBe('reveiw');
  await runnerAfter(['run', 'web:asp-run']);
  expect(process.env[ASKED]).toBe('');
});
