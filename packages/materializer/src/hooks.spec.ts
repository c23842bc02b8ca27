import { GitError, IntegrityError, SnapshotError } from '@agent-spaces/core';
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

  it('calls nothing invalid that could not be read', async () => {
    const content = contentOf({ 'hooks/hooks.json': '{}' });
    const failures = [new IntegrityError('damaged'), new SnapshotError('changed'), new GitError('gone')];
    for (const failure of failures) {
      const unreadable = { ...content, read: () => Promise.reject(failure) };
      await expect(readHooks(unreadable)).rejects.toBe(failure);
    }
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
    ['an unknown type', client('Stop', { type: 'shell', command: 'x' }), 8],
    ['a command hook without command', client('Stop', { type: 'command' }), 7],
    ['an array of something else', '{"hooks": [\n1]}', 2],
    ['a byte order mark', '\uFEFF{"hooks": {}}', 1],
    ['a description that is no text', '{"hooks": {},\n"description": 1}', 2],
  ])('calls a file with %s invalid and says where', async (_, text, line) => {
    expect(await read({ 'hooks/hooks.json': text })).toMatchObject({
      kind: 'invalid',
      file: 'hooks/hooks.json',
      reason: expect.any(String),
      location: { line },
    });
  });

  const whole: Readonly<Record<string, object>> = {
    command: { command: 'x', args: ['y'], shell: 'bash', async: true, rewakeMessage: 'x', timeout: 0.5 },
    prompt: { prompt: 'x', model: 'sonnet', continueOnBlock: true, if: 'Bash(git *)' },
    agent: { prompt: 'x', model: 'sonnet', once: true, statusMessage: '' },
    http: { url: 'https://example.com/hook', headers: { A: '$B' }, allowedEnvVars: ['B'] },
    mcp_tool: { server: 'a', tool: 'b', input: { c: [1, null] } },
  };

  it.each(Object.keys(whole))('takes a %s hook with everything the client knows of it', async (type) => {
    const hooks = client('Stop', { type, ...whole[type], unknown: 1 });
    expect(await read({ 'hooks/hooks.json': hooks })).toMatchObject({ kind: 'ok', hooks: [{ type }] });
  });

  it.each([
    ['command', 'timeout', '30'],
    ['command', 'timeout', 0],
    ['command', 'async', 'yes'],
    ['command', 'args', 'one two'],
    ['command', 'shell', 'zsh'],
    ['command', 'rewakeSummary', ''],
    ['prompt', 'continueOnBlock', 1],
    ['agent', 'model', null],
    ['http', 'url', '${URL}'],
    ['http', 'headers', { A: 1 }],
    ['mcp_tool', 'input', []],
  ])('refuses a %s hook for its %s %j, as the client does, and says where', async (type, field, value) => {
    const hooks = client('Stop', { ...whole[type], [field]: value, type });
    expect(await read({ 'hooks/hooks.json': hooks })).toMatchObject({
      kind: 'invalid',
      reason: expect.stringMatching(`^The Stop hook has a "${field}" that is not .*none of its hooks runs$`),
      location: { pointer: `/hooks/Stop/0/hooks/0/${field}` },
      hint: expect.stringContaining(`"${field}"`),
    });
  });

  it.each([
    ['prompt', 'prompt'],
    ['agent', 'prompt'],
    ['http', 'url'],
    ['mcp_tool', 'server'],
    ['mcp_tool', 'tool'],
  ])('refuses a %s hook without its %s, as the client does, and says where', async (type, field) => {
    const hooks = client('Stop', { ...whole[type], [field]: undefined, type });
    expect(await read({ 'hooks/hooks.json': hooks })).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining(`has no "${field}"`),
      location: { pointer: '/hooks/Stop/0/hooks/0' },
      hint: expect.stringContaining(`"${field}"`),
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
    ...['0', '-1', 'nan', 'inf', '"30"'].map((timeout): [string, string, number] => [
      `the timeout ${timeout}, which the client would refuse`,
      `[[hook]]\nevent = "stop"\ncommand = "x"\ntimeout = ${timeout}`,
      4,
    ]),
  ])('is invalid with %s', async (_, text, line) => {
    expect(await read({ 'hooks/hooks.toml': text })).toMatchObject({
      kind: 'invalid',
      file: 'hooks/hooks.toml',
      location: { line },
    });
  });
});
