import { preTasksExecution } from './pre-tasks-execution';

const VARIABLE = 'NX_NATIVE_COMMAND_RUNNER';
const INTERFACE = 'NX_TUI';
const ASKED = 'ASP_ASKED_RUN';
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

it('passes on which configuration of which task was asked for, and forgets an older one', async () => {
  await runnerAfter(['run', 'web:asp-run:reveiw']);
  const asked = { project: 'web', target: 'asp-run', configuration: 'reveiw' };
  expect(JSON.parse(process.env[ASKED] ?? '')).toEqual({ isAlone: true, ...asked });
  await runnerAfter(['run', 'web:asp-run']);
  expect(process.env[ASKED]).toBe('');
});

it.each([['run-many -t asp-run'], ['run web:build'], ['affected -t build']])(
  'leaves nothing of an nx outside to `nx %s`, and no terminal',
  async (line) => {
    process.env[ASKED] = '{"configuration":"reveiw"}';
    expect(await runnerAfter(line.split(' '))).toBeUndefined();
    expect(process.env[ASKED]).toBe('');
  },
);
