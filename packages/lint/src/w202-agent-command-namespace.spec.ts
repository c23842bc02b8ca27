import { lintedFor, spaceOf } from './testing/linting';
import { unqualifiedCommands } from './unqualified-commands';

const find = (text: string) =>
  unqualifiedCommands(text, new Set(['build', 'test'])).map(
    ({ command, line, column }) => `${command} ${line}:${column}`,
  );

describe('W202', () => {
  it('says where an agent names a command of any composed space without its plugin', async () => {
    const warnings = await lintedFor(
      'W202',
      spaceOf('base', { 'commands/build.md': '' }, { pluginName: 'p' }),
      spaceOf('other', { 'agents/sub/a.md': '# Agent\n\nRun /build first.\n' }),
    );
    expect(warnings).toMatchObject([
      {
        message: 'The agent document names /build without its plugin',
        spaces: ['other@0123456789ab'],
        location: { file: 'spaces/other/agents/sub/a.md', line: 3, column: 5 },
        hint: 'Write /p:build',
        details: { command: 'build', qualified: ['/p:build'] },
      },
    ]);
  });

  it('is silent about unknown commands and about documents that are not agents', async () => {
    const space = spaceOf('a', {
      'commands/build.md': 'Run /build',
      'skills/s/SKILL.md': '/build',
      'agents/a.md': 'Run /deploy',
    });
    expect(await lintedFor('W202', space)).toEqual([]);
  });
});

describe('an unqualified command', () => {
  it.each([
    ['/build', 'build 1:1'],
    ['Use `/build`.', 'build 1:6'],
    ['Use `/build --production`.', 'build 1:6'],
    ['then (/build, if needed)', 'build 1:7'],
    ['**/build** is', 'build 1:3'],
    ['It ends with /build.', 'build 1:14'],
    ['```\n/build --x\n```', 'build 2:1'],
    ['```\n> /build\n```\n/build', 'build 2:3'],
    ['first\r\nsecond /build', 'build 2:8'],
  ])('is found in %j', (text, expected) => {
    expect(find(text)).toEqual([expected]);
  });

  it('is reported once per document', () => {
    expect(find('/build /test /build')).toEqual(['build 1:1', 'test 1:8']);
  });

  it.each([
    '/usr/build',
    'src/build',
    './build and ../build and ~/build',
    '/build/output',
    '/build.sh',
    'https://example.com/build',
    'https://build/test',
    '/frontend:build',
    '/build:all',
    '/build-all and /builds',
    '`cd /build`',
    '```sh\nls -la /build\ncp a /test\n```',
    '``rm -rf `x` /build``',
    'C:/build',
    'a=/build',
  ])('is not found in %j', (text) => {
    expect(find(text)).toEqual([]);
  });
});
