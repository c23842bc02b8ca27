import { HOOK_EVENTS } from '@agent-spaces/core';
import { addHook } from './add-hook';
import { refusalOf } from './testing/refusal-of';
import { spaceTree } from './testing/space-tree';

const space = 'web';
const hooksOf = (tree: ReturnType<typeof spaceTree>): unknown =>
  JSON.parse(tree.texts()['spaces/web/hooks/hooks.json'] ?? '');

describe('addHook', () => {
  it('adds an executable script and an entry that starts it, its path in quotes', () => {
    const tree = spaceTree();
    expect(addHook(tree, { space, event: 'PostToolUse', matcher: 'Edit|Write', timeout: 10 })).toMatchObject({
      name: 'post-tool-use',
      event: 'PostToolUse',
      script: 'spaces/web/hooks/post-tool-use.sh',
    });
    expect(hooksOf(tree)).toEqual({
      hooks: {
        PostToolUse: [
          {
            matcher: 'Edit|Write',
            hooks: [
              { type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}/hooks/post-tool-use.sh"', timeout: 10 },
            ],
          },
        ],
      },
    });
    expect(tree.texts()['spaces/web/hooks/post-tool-use.sh']).toMatch(
      /^#!\/bin\/sh\n# PostToolUse \(Edit\|Write\)/,
    );
    expect(tree.modeOf('spaces/web/hooks/post-tool-use.sh')).toBe(0o755);
    expect(tree.modeOf('spaces/web/hooks/hooks.json')).toBeUndefined();
  });

  it('adds a script for Node that Node is named for', () => {
    const tree = spaceTree();
    addHook(tree, { space, event: 'Stop', name: 'check-work', language: 'node' });
    expect(hooksOf(tree)).toEqual({
      hooks: {
        Stop: [
          { hooks: [{ type: 'command', command: 'node "${CLAUDE_PLUGIN_ROOT}/hooks/check-work.mjs"' }] },
        ],
      },
    });
    expect(tree.texts()['spaces/web/hooks/check-work.mjs']).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('leaves the hooks that are there as they are written', () => {
    const before =
      '{\n    "description": "mine",\n    "hooks": {\n        "Stop": [{ "hooks": [{ "type": "command", "command": "true" }] }]\n    }\n}';
    const tree = spaceTree({ 'hooks/hooks.json': before });
    addHook(tree, { space, event: 'Stop', name: 'a' });
    addHook(tree, { space, event: 'SessionStart', name: 'b' });
    expect(tree.texts()['spaces/web/hooks/hooks.json']?.replaceAll(/\$\{CLAUDE_PLUGIN_ROOT\}/g, '$')).toBe(
      before.replace(
        '"true" }] }]\n',
        '"true" }] }, { "hooks": [{ "type": "command", "command": "\\"$/hooks/a.sh\\"" }] }],\n' +
          '        "SessionStart": [{ "hooks": [{ "type": "command", "command": "\\"$/hooks/b.sh\\"" }] }]\n',
      ),
    );
  });

  it('has a script for every event the client knows', () => {
    for (const event of HOOK_EVENTS) {
      const tree = spaceTree();
      const { script } = addHook(tree, { space, event });
      expect(tree.texts()[script]).toContain(`# ${event}, for the plugin web-quality.\n`);
    }
  });

  it.each([
    [
      { event: 'PostToolUs' },
      {},
      'The client knows no hook event "PostToolUs". | Did you mean "PostToolUse"?',
    ],
    [{ event: 'zzz\u001b' }, {}, 'no hook event "zzz\\u001b". | The events are: PreToolUse, '],
    [{ event: 'Stop', matcher: '(' }, {}, 'The matcher "(" is not a regular expression'],
    [{ event: 'Stop', matcher: 'a\nb' }, {}, 'The matcher contains a line break'],
    [{ event: 'Stop', timeout: 0 }, {}, 'The timeout of a hook must be a number of seconds above 0'],
    [{ event: 'Stop', timeout: NaN }, {}, 'The timeout of a hook must be'],
    [{ event: 'Stop', name: '../x' }, {}, '"../x" cannot be the name of a hook'],
    [
      { event: 'Stop' },
      { 'hooks/stop.sh': '' },
      'spaces/web/hooks/stop.sh is there already. | Choose another name',
    ],
    [{ event: 'Stop' }, { 'hooks/hooks.toml': '' }, 'The hooks of web are in spaces/web/hooks/hooks.toml'],
    [{ event: 'Stop' }, { 'hooks/hooks.json': '{"hooks": []}' }, 'is not in the form'],
    [{ event: 'Stop' }, { 'hooks/hooks.json': '{"hooks": {"Stop": {}}}' }, 'is not in the form'],
    [{ event: 'Stop' }, { 'hooks/hooks.json': '[]' }, 'is not in the form'],
    [{ event: 'Stop' }, { 'hooks/hooks.json': '\uFEFF{"hooks": {}}' }, 'begins with a byte order mark'],
    [
      { event: 'Stop' },
      { 'hooks/hooks.json': '{"hooks": {},}' },
      'CONFIG_PARSE_ERROR A key in double quotes',
    ],
  ])('refuses %j beside %j', (options, files, message) => {
    const tree = spaceTree(files);
    expect(refusalOf(tree, () => addHook(tree, { space, ...options }))).toContain(message);
  });
});
