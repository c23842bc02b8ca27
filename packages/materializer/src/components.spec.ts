import type { SpaceId } from '@agent-spaces/core';
import { commandsOf, componentsOf } from './components';
import { contentOf } from './testing';

const space = { id: 'tools' as SpaceId, pluginName: 'p' };

describe('the components of a space', () => {
  it('are named as the client names them', async () => {
    const content = contentOf({
      'commands/build.md': '',
      'commands/db/migrate.md': '',
      'commands/notes.txt': '',
      'agents/reviewer.md': '---\nname: "strict"\ndescription: d\n---\nname: other',
      'agents/sub/plain.md': 'no frontmatter',
      'skills/react/SKILL.md': '',
      'skills/react/reference.md': '',
      'skills/deep/er/SKILL.md': '',
      'SKILL.md': '',
      'hooks/hooks.json':
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x"}]}], "Setup": []}}',
      'mcp/mcp.json': '{"server": {"command": "x"}}',
      'bin/tool': '',
      '.lsp.json': '{}',
    });
    expect(await componentsOf(space, content)).toEqual({
      commands: ['p:build', 'p:db:migrate'],
      agents: ['p:strict', 'p:sub:plain'],
      skills: ['p:react'],
      hooks: ['Stop'],
      mcpServers: ['server'],
      others: ['bin', '.lsp.json'],
    });
  });

  it('count a directory of commands with a SKILL.md as one command of its name', async () => {
    const content = contentOf({
      'commands/foo/SKILL.md': '',
      'commands/foo/hidden.md': '',
      'commands/foo/deep/SKILL.md': '',
      'commands/foo/deep/hidden.md': '',
      'commands/db/migrate/skill.md': '',
      'commands/food.md': '',
      'commands/UP.MD': '',
    });
    expect((await componentsOf(space, content)).commands.toSorted()).toEqual([
      'p:UP.MD',
      'p:db:migrate',
      'p:foo',
      'p:food',
    ]);
    expect(await commandsOf(content)).toContainEqual({
      path: 'commands/db/migrate/skill.md',
      name: 'db:migrate',
      basename: 'migrate',
    });
    const alone = contentOf({ 'commands/SKILL.md': '', 'commands/x.md': '' });
    expect(await componentsOf(space, alone)).toMatchObject({ commands: ['p:commands'] });
  });

  it.each([
    ['where there is no skills directory', { 'SKILL.md': '---\nname: root # ours\n---\n' }, ['p:root']],
    ['under the name of the space where it says none', { 'SKILL.md': '' }, ['p:tools']],
    ['under a name the client can say', { 'SKILL.md': '---\nname: "a root.b"\n---\n' }, ['p:a-root-b']],
    ['and a skill that is all of skills/', { 'skills/SKILL.md': '', 'skills/a/SKILL.md': '' }, ['p:skills']],
    ['but not one beside skills/', { 'SKILL.md': '', 'skills/a.b/SKILL.md': '' }, ['p:a-b']],
  ])('count a root skill %s', async (_, files: Record<string, string>, skills) => {
    expect(await componentsOf(space, contentOf(files))).toMatchObject({ skills });
  });

  it('do not count hooks the client rejects', async () => {
    const content = contentOf({ 'hooks/hooks.json': '{"hooks": [{"event": "Stop", "script": "x.sh"}]}' });
    expect(await componentsOf(space, content)).toMatchObject({ hooks: [] });
  });

  it('follow symlinked commands', async () => {
    const content = contentOf({ 'shared/go.md': '', 'commands/go.md': { symlink: '../shared/go.md' } });
    expect(await commandsOf(content)).toEqual([{ path: 'commands/go.md', name: 'go', basename: 'go' }]);
  });
});
