import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './support/asp';
import { clientEnvironment, describeWithClient } from './support/client';
import { isAsShown, readCommands, readScriptOutput, scriptOf } from './support/console-guide';
import { startModel } from './support/model';
import { npmEnvironment } from './support/npm';
import { repositoryRoot, scratch } from './support/places';

const GUIDE = 'docs/guides/nx-monorepo.md';
const commands = readCommands(join(repositoryRoot, GUIDE));

describeWithClient(`${GUIDE}, followed word by word in an empty directory`, () => {
  let results: ReturnType<typeof readScriptOutput> = [];

  beforeAll(async () => {
    const home = scratch();
    symlinkSync(repositoryRoot, join(home, 'agent-spaces'));
    const cwd = join(home, 'work');
    mkdirSync(cwd);
    const model = await startModel('I can help you review.');
    try {
      const { stdout, stderr } = await program('bash', ['-c', scriptOf(commands)], {
        cwd,
        env: {
          ...npmEnvironment(),
          ...clientEnvironment,
          ...model.environment,
          HOME: home,
          NX_DAEMON: 'false',
          GIT_CONFIG_COUNT: '2',
          GIT_CONFIG_KEY_0: 'user.name',
          GIT_CONFIG_VALUE_0: 'Ada',
          GIT_CONFIG_KEY_1: 'user.email',
          GIT_CONFIG_VALUE_1: 'ada@example.com',
        },
      });
      expect(stderr).toBe('');
      results = readScriptOutput(stdout);
    } finally {
      await model.stop();
    }
  }, 240_000);

  it('has commands', () => {
    expect(commands.length).toBeGreaterThan(20);
    expect(results).toHaveLength(commands.length);
  });

  it.each(commands.map((command, index) => ({ ...command, index })))(
    'line $line: $command',
    ({ index, output }) => {
      const { lines = [], exitCode } = results[index] ?? {};
      expect({ exitCode, lines: isAsShown(lines, output) ? output : lines }).toEqual({
        exitCode: 0,
        lines: output,
      });
    },
  );
});
