import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asp } from './support/asp';
import { aspSession, describeWithClient, loadedBy } from './support/client';
import { commitRegistry, spaceToml, writeFiles } from './support/git';
import { scratch } from './support/places';

const RULES = `[settings.permissions]
allow = ["bash(git status:*)"]
deny = ["websearch"]
[settings.env]
FROM_SPACE = "base"
`;
const HOOKS = JSON.stringify({
  hooks: {
    SessionStart: [{ hooks: [{ type: 'command', command: 'printenv > "$ASP_HOOK_OUT/environment"' }] }],
  },
});
const TARGETS = `schema = 1
[targets.plain]
compose = ["space:app@^1"]
[targets.chosen]
compose = ["space:app@^1"]
[targets.chosen.claude]
model = "claude-from-target"
permission_mode = "plan"
args = ["--append-system-prompt", "Said by the target"]
[targets.clash]
compose = ["space:base@^1", "space:twin@^1"]
`;

describeWithClient('how settings reach the real client', () => {
  const work = scratch();
  const env = { ASP_HOME: join(work, 'asp home') };
  const registry = join(env.ASP_HOME, 'repo');
  const project = join(work, 'a "quoted" project');
  const inTmp = (): string[] =>
    existsSync(join(env.ASP_HOME, 'tmp')) ? readdirSync(join(env.ASP_HOME, 'tmp')) : [];
  const globalLock = join(env.ASP_HOME, 'global-lock.json');

  beforeAll(async () => {
    commitRegistry(
      registry,
      {
        'spaces/base/space.toml': spaceToml('base', RULES),
        'spaces/base/hooks/hooks.json': HOOKS,
        'spaces/base/commands/ask.md': 'Ask for $ARGUMENTS',
        'spaces/base/skills/notes/SKILL.md': '---\nname: notes\ndescription: d\n---\nSee example.md',
        'spaces/base/skills/notes/example.md': 'By example',
        'spaces/app/space.toml': spaceToml(
          'app',
          'settings = { model = "claude-from-space" }\ndeps = { spaces = ["space:base@^1"] }\n',
        ),
        'spaces/app/commands/go.md': 'Go to $ARGUMENTS',
        'spaces/twin/space.toml': spaceToml('twin', '[plugin]\nname = "base"\n'),
        'spaces/twin/hooks/hooks.json': HOOKS,
      },
      ['space/base/v1.0.0', 'space/app/v1.0.0', 'space/twin/v1.0.0'],
    );
    mkdirSync(project);
    writeFiles(project, { 'asp-targets.toml': TARGETS });
    expect(await asp(['install'], { cwd: project, env })).toMatchObject({ exitCode: 0 });
  });

  it('composes what the spaces say: model, environment, and rules under the names the client knows', async () => {
    const session = await aspSession(['plain', '/app:go home'], {
      cwd: project,
      env,
      turns: [{ tools: [{ name: 'Bash', input: { command: 'git status --short' } }] }, 'Done'],
    });
    const init = loadedBy(session);
    expect({ exitCode: session.exitCode, problems: session.problems }).toEqual({ exitCode: 0, problems: [] });
    expect(init.model).toBe('claude-from-space');
    expect(init.tools).toContain('WebFetch');
    expect(init.tools).not.toContain('WebSearch');
    expect(session.hookFiles['environment']).toContain('FROM_SPACE=base\n');
    expect(session.result?.permission_denials).toEqual([]);
    expect(session.requests[0]?.user.at(-1)?.trim()).toBe('Go to home');
  });

  it('merges --settings over them without losing any', async () => {
    const own = {
      model: 'claude-from-the-user',
      env: { FROM_USER: '1' },
      permissions: { deny: ['WebFetch'], defaultMode: 'acceptEdits' },
    };
    const file = join(work, 'my settings.json');
    writeFileSync(file, JSON.stringify(own));
    for (const settings of [JSON.stringify(own), file]) {
      const session = await aspSession(['plain', 'Go on', '--settings', settings], { cwd: project, env });
      const init = loadedBy(session);
      expect(init).toMatchObject({ model: 'claude-from-the-user', permissionMode: 'acceptEdits' });
      expect(init.tools.filter((name) => name.startsWith('Web'))).toEqual([]);
      expect(session.hookFiles['environment']).toMatch(/^FROM_SPACE=base$/m);
      expect(session.hookFiles['environment']).toMatch(/^FROM_USER=1$/m);
    }
  });

  it('refuses --settings for which the client would drop those of the spaces too', async () => {
    const settings = '{"permissions": {"defaultMode": "yolo"}}';
    const refused = await aspSession(['plain', 'Go on', '--settings', settings], { cwd: project, env });
    expect(refused).toMatchObject({ exitCode: 1, init: null, requests: [] });
    expect(refused.stderr).toContain('CONFIG_VALIDATION_ERROR');
    expect(refused.stderr).toContain('/permissions/defaultMode must be one of default, acceptEdits');
  });

  it('lets a skill read the files beside it where the project is reached through a symlink', async () => {
    const link = join(work, 'link');
    symlinkSync(project, link);
    const beside = join(project, 'asp_modules/plain/plugins/000-base/skills/notes/example.md');
    const session = await aspSession(['plain', '/base:notes', '--project', link], {
      cwd: work,
      env,
      turns: [{ tools: [{ name: 'Read', input: { file_path: beside } }] }, 'Done'],
    });
    expect(session.requests[0]?.user.join('\n')).toContain(`skill: ${dirname(beside)}\n`);
    expect(session.toolResults).toMatchObject([
      { isError: false, text: expect.stringContaining('By example') },
    ]);
  });

  it("obeys the target's own model, permission mode and arguments", async () => {
    const session = await aspSession(['chosen', 'Go on'], { cwd: project, env });
    expect(loadedBy(session)).toMatchObject({ model: 'claude-from-target', permissionMode: 'plan' });
    expect(session.requests[0]?.system).toContain('Said by the target');
  });

  it('does not start a target that would lose hooks, unless forced', async () => {
    const refused = await aspSession(['clash', 'Go on'], { cwd: project, env });
    expect(refused).toMatchObject({ exitCode: 1, init: null, requests: [] });
    expect(refused.stderr).toMatch(/W205.*base/);
    expect(refused.stderr).toContain('--force');
    const forced = await aspSession(['clash', 'Go on', '--force'], { cwd: project, env });
    expect(forced.exitCode).toBe(0);
    // The client's names for them: both plugins are there, and only the hooks of one.
    expect(loadedBy(forced).plugins.map(({ name }) => name)).toContain('base');
    expect(forced.hookEvents).toHaveLength(1);
  });

  it('runs a reference with its dependencies, records it and cleans up', async () => {
    const session = await aspSession(['space:app@^1', '/base:ask more'], { cwd: work, env });
    expect({ exitCode: session.exitCode, problems: session.problems }).toEqual({ exitCode: 0, problems: [] });
    expect(loadedBy(session)).toMatchObject({
      plugins: [{ name: 'base' }, { name: 'app' }],
      model: 'claude-from-space',
    });
    expect(session.requests[0]?.user.at(-1)?.trim()).toBe('Ask for more');
    expect(inTmp()).toEqual([]);
    const lock = JSON.parse(readFileSync(globalLock, 'utf8')) as { targets: object };
    expect(Object.keys(lock.targets)).toEqual(['space:app@^1']);
  });

  it('runs a directory as it is on disk, with its dependencies, records nothing and cleans up', async () => {
    writeFiles(registry, { 'spaces/app/commands/go.md': 'Changed: $ARGUMENTS' });
    const before = existsSync(globalLock) ? readFileSync(globalLock, 'utf8') : '';
    const session = await aspSession(['./spaces/app', '/app:go now'], { cwd: registry, env });
    expect({ exitCode: session.exitCode, problems: session.problems }).toEqual({ exitCode: 0, problems: [] });
    expect(loadedBy(session).plugins.map(({ name }) => name)).toEqual(['base', 'app']);
    expect(session.requests[0]?.user.at(-1)?.trim()).toBe('Changed: now');
    expect(inTmp()).toEqual([]);
    expect(existsSync(globalLock) ? readFileSync(globalLock, 'utf8') : '').toBe(before);
  });

  it('keeps runs that happen at once out of each other', async () => {
    const subjects = ['space:app@^1', 'space:base@^1', 'space:app@1.0.0'];
    const sessions = await Promise.all(
      subjects.map((subject) => aspSession([subject, 'Go on'], { cwd: work, env })),
    );
    expect(sessions.map((session) => loadedBy(session).plugins.length)).toEqual([2, 1, 2]);
    expect(sessions.map(({ problems }) => problems)).toEqual([[], [], []]);
    expect(inTmp()).toEqual([]);
    const lock = JSON.parse(readFileSync(globalLock, 'utf8')) as { targets: object };
    expect(Object.keys(lock.targets)).toEqual(expect.arrayContaining(subjects));
  });

  it('ends with the client when it is told to end, and cleans up', async () => {
    const standIn = join(work, 'tells its parent to end');
    writeFileSync(standIn, '#!/bin/sh\nkill -TERM "$PPID"\nexec sleep 100\n', { mode: 0o755 });
    const run = await asp(['run', 'space:app@^1'], { cwd: work, env: { ...env, ASP_CLAUDE_PATH: standIn } });
    expect(run.exitCode).toBe(143);
    expect(inTmp()).toEqual([]);
  });

  it("passes on the client's exit code", async () => {
    const refused = await aspSession(['plain', 'Go on', '--extra-args=--no-such-flag'], {
      cwd: project,
      env,
    });
    expect(refused).toMatchObject({ exitCode: 1, init: null });
    expect(refused.stderr).toContain('--no-such-flag');
    const standIn = join(work, 'exits with 7');
    writeFileSync(standIn, '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    for (const subject of ['plain', 'space:app@^1']) {
      const { exitCode } = await asp(['run', subject], {
        cwd: project,
        env: { ...env, ASP_CLAUDE_PATH: standIn },
      });
      expect(exitCode).toBe(7);
    }
    expect(inTmp()).toEqual([]);
  });
});
