import { HOOK_EVENTS } from '@agent-spaces/core';
import { spaceTree, textsOf } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import hookGenerator from './generator';
import schema from './schema.json';

describe('the generator hook', () => {
  const told = captureTold();

  it('adds an executable script and the entry that runs it', async () => {
    const tree = spaceTree(['web']);
    await hookGenerator(tree, {
      event: 'PostToolUse',
      matcher: 'Edit|Write',
      name: 'check-page',
      timeout: 10,
    });
    expect(JSON.parse(tree.read('spaces/web/hooks/hooks.json', 'utf8') ?? '')).toEqual({
      hooks: {
        PostToolUse: [
          {
            matcher: 'Edit|Write',
            hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}/hooks/check-page.sh"', timeout: 10 }],
          },
        ],
      },
    });
    const script = tree.listChanges().find(({ path }) => path === 'spaces/web/hooks/check-page.sh');
    expect(script?.options?.mode).toBe(0o755);
    expect(told()).toEqual([
      'The client runs spaces/web/hooks/check-page.sh at PostToolUse. It is executable, and has to be committed so.',
    ]);
  });

  it('writes nothing for an event that the client does not know', async () => {
    const tree = spaceTree(['web']);
    const before = textsOf(tree);
    await expect(hookGenerator(tree, { event: 'PostToolUes' })).rejects.toThrow(
      /→ Did you mean "PostToolUse"\?/,
    );
    expect(textsOf(tree)).toEqual(before);
  });

  it('offers events that the client knows', () => {
    const { items } = schema.properties.event['x-prompt'];
    expect(items.filter((event) => !HOOK_EVENTS.has(event))).toEqual([]);
  });
});
