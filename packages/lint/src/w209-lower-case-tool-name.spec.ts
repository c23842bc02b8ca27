import { lintedFor, spaceOf } from './testing/linting';

describe('W209', () => {
  it('says where a tool is written in lower case, and how the client writes it', async () => {
    const settings = { permissions: { allow: ['Read', 'bash(git:*)'], deny: ['write'] } };
    const toml = '[settings.permissions]\nallow = ["Read",\n  "bash(git:*)"]\ndeny = ["write"]\n';
    expect(await lintedFor('W209', spaceOf('a', { 'space.toml': toml }, { settings }))).toMatchObject([
      {
        message: 'Permission rule "bash(git:*)" is written "Bash(git:*)" for the client',
        location: { file: 'spaces/a/space.toml', line: 3, column: 3 },
        details: { list: 'allow', from: 'bash(git:*)', to: 'Bash(git:*)' },
      },
      { location: { line: 4 }, details: { list: 'deny', from: 'write', to: 'Write' } },
    ]);
  });

  it('is silent about the client’s names and about names it does not know', async () => {
    const settings = {
      permissions: { allow: ['Bash', 'mcp__server__read'], deny: ['dangerous_tool', 'BASH'] },
    };
    expect(await lintedFor('W209', spaceOf('a', {}, { settings }), spaceOf('b', {}))).toEqual([]);
  });
});
