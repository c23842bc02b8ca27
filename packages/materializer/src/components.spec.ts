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

  it('count a root skill where there is no skills directory', async () => {
    expect(await componentsOf(space, contentOf({ 'SKILL.md': '---\nname: root\n---\n' }))).toMatchObject({
      skills: ['p:root'],
    });
    expect(await componentsOf(space, contentOf({ 'SKILL.md': '' }))).toMatchObject({ skills: ['p:p'] });
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
