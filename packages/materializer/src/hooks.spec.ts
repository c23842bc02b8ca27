import { readHooks } from './hooks';
import { contentOf } from './testing';
import type { TestFile } from './testing';

const read = (files: Record<string, TestFile>) => readHooks(contentOf(files));
const client = (event: string, action: object): string =>
  JSON.stringify({ hooks: { [event]: [{ matcher: 'Bash', hooks: [action] }] } }, null, 2);

describe('reading hooks', () => {
  it('finds none where there is no hooks directory', async () => {
    expect(await read({ 'commands/a.md': '' })).toEqual({ kind: 'none' });
  });

  it('reads the client’s form with the scripts it runs and their places', async () => {
    const hooks = client('PreToolUse', { type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}"/hooks/x.sh' });
    const config = await read({ 'hooks/hooks.json': hooks, 'hooks/x.sh': '' });
    expect(config).toMatchObject({
      kind: 'ok',
      legacy: false,
      hooks: [{ event: 'PreToolUse', matcher: 'Bash', type: 'command', scripts: [{ path: 'hooks/x.sh' }] }],
    });
    expect(config.kind === 'ok' && config.hooks[0]?.location).toMatchObject({
      file: 'hooks/hooks.json',
      line: 7,
    });
  });

  it('reads the array form, marks it, and takes its scripts from hooks/', async () => {
    const hooks =
      '{"hooks":[{"event":"SessionStart","script":"../scripts/a.sh"},{"event":"Stop","script":"b.sh"}]}';
    expect(await read({ 'hooks/hooks.json': hooks })).toMatchObject({
      kind: 'ok',
      legacy: true,
      hooks: [
        { scripts: [{ path: 'scripts/a.sh', usesParent: true }] },
        { scripts: [{ path: 'hooks/b.sh', usesParent: false }] },
      ],
    });
  });

  it('reads hooks.json through a symlink, but not through one that leaves the space', async () => {
    const file = client('Stop', { type: 'prompt', prompt: 'x' });
    expect(
      await read({ 'shared/h.json': file, 'hooks/hooks.json': { symlink: '../shared/h.json' } }),
    ).toMatchObject({
      kind: 'ok',
    });
    expect(await read({ 'hooks/hooks.json': { symlink: '../../h.json' } })).toMatchObject({
      kind: 'invalid',
    });
  });

  it.each([
    ['no JSON', '{"hooks": {,}}', 1],
    ['no hooks', '{\n"other": 1}', 1],
    ['an unknown event', '{"hooks": {\n"BeforeTool": []}}', 2],
    ['an inherited name as event', '{"hooks": {\n"__proto__": []}}', 2],
    ['an unknown type', client('Stop', { type: 'shell', command: 'x' }), 7],
    ['a command hook without command', client('Stop', { type: 'command' }), 7],
    ['an array of something else', '{"hooks": [\n1]}', 2],
  ])('calls a file with %s invalid and says where', async (_, text, line) => {
    expect(await read({ 'hooks/hooks.json': text })).toMatchObject({
      kind: 'invalid',
      file: 'hooks/hooks.json',
      reason: expect.any(String),
      location: { line },
    });
  });

  it('calls a hooks directory without configuration invalid', async () => {
    expect(await read({ 'hooks/setup.sh': '' })).toMatchObject({ kind: 'invalid', file: 'hooks' });
  });

  it('prefers hooks.json where both forms are present', async () => {
    const files = {
      'hooks/hooks.json': client('Stop', { type: 'command', command: 'x' }),
      'hooks/hooks.toml': 'broken',
    };
    const config = await read(files);
    expect(config).toMatchObject({ kind: 'ok', file: 'hooks/hooks.json' });
    expect(config).not.toHaveProperty('generated');
  });
});

describe('translating hooks.toml', () => {
  const toml = `
[[hook]]
event = "pre_tool_use"
script = "hooks/check.sh"
tools = ["Bash", "Write"]
blocking = true

[[hook]]
event = "pre_tool_use"
script = "hooks/second.sh"
tools = ["Bash", "Write"]
timeout = 5

[[hook]]
event = "SessionStart"
command = "echo hello"

[[hook]]
event = "session_end"
script = "hooks/pi.sh"
harness = "pi"
`;

  it('gives the client’s form, one group per matcher, other harnesses left out', async () => {
    const config = await read({ 'hooks/hooks.toml': toml });
    expect(config.kind === 'ok' && JSON.parse(config.generated ?? '')).toEqual({
      hooks: {
        PreToolUse: [
          {
            matcher: 'Bash|Write',
            hooks: [
              { type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}/hooks/check.sh"' },
              { type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}/hooks/second.sh"', timeout: 5 },
            ],
          },
        ],
        SessionStart: [{ hooks: [{ type: 'command', command: 'echo hello' }] }],
      },
    });
    expect(config).toMatchObject({ hooks: [{ scripts: [{ path: 'hooks/check.sh' }] }, {}, {}] });
  });

  it.each([
    ['an unknown event', '[[hook]]\nevent = "before_lunch"\nscript = "a.sh"', 2],
    ['neither script nor command', '[[hook]]\nevent = "stop"', 1],
    ['a script outside the space', '[[hook]]\nevent = "stop"\nscript = "../../a.sh"', 3],
    ['broken TOML', '[[hook]\n', 1],
  ])('is invalid with %s', async (_, text, line) => {
    expect(await read({ 'hooks/hooks.toml': text })).toMatchObject({
      kind: 'invalid',
      file: 'hooks/hooks.toml',
      location: { line },
    });
  });
});
