import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { asp, program } from './support/asp';
import { aspSession, describeWithClient, loadedBy, qualified, type ClientSession } from './support/client';
import { git } from './support/git';
import { repositoryRoot, scratch } from './support/places';
import { bodyOf, joinPromised, promisedBy } from './support/promised-components';

interface Example {
  readonly project: string;
  readonly target: string;
  readonly plugins: readonly string[];
  readonly servers: readonly string[];
  readonly permissionMode: string;
  readonly command: readonly [plugin: string, name: string, argument: string];
}

const EXAMPLES: readonly Example[] = [
  {
    project: 'frontend',
    target: 'frontend',
    plugins: ['git-flow', 'code-review', 'web-quality', 'project-facts', 'session-notes'],
    servers: ['project-facts'],
    permissionMode: 'default',
    command: ['web-quality', 'audit', 'the "booking" form, $5'],
  },
  {
    project: 'frontend',
    target: 'review',
    plugins: ['git-flow', 'code-review'],
    servers: [],
    permissionMode: 'plan',
    command: ['code-review', 'review', 'HEAD'],
  },
  {
    project: 'backend',
    target: 'backend',
    plugins: ['project-facts', 'git-flow', 'code-review'],
    servers: ['project-facts'],
    permissionMode: 'default',
    command: ['project-facts', 'facts', '.'],
  },
  {
    project: 'backend',
    target: 'api',
    plugins: ['git-flow', 'code-review', 'project-facts', 'api-design'],
    servers: ['project-facts'],
    permissionMode: 'plan',
    command: ['api-design', 'design-endpoint', 'let a guest cancel'],
  },
];

const NOTES = '- The seats are counted twice on purpose.\n';

/** The examples of this repository, taken elsewhere: projects of their own, in git, with notes from an earlier session. */
async function setUp(): Promise<{ projects: string; home: string }> {
  const work = scratch();
  const home = join(work, 'asp home');
  const made = await program(
    process.execPath,
    [join(repositoryRoot, 'tools/registry/make-registry.mjs'), '--into', join(home, 'repo')],
    { cwd: work },
  );
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  for (const name of ['frontend', 'backend']) {
    const project = join(work, name);
    cpSync(join(repositoryRoot, 'examples', name), project, {
      recursive: true,
      filter: (path) => !['asp_modules', 'asp-lock.json'].includes(basename(path)),
    });
    writeFileSync(join(project, '.gitignore'), 'asp_modules/\n');
    mkdirSync(join(project, '.notes'));
    writeFileSync(join(project, '.notes/session.md'), NOTES);
    git(project, 'init', '-q', '-b', 'main');
    git(project, 'add', '-A');
    git(project, 'commit', '-q', '-m', 'Start');
    const installed = await asp(['install'], { cwd: project, env: { ASP_HOME: home } });
    expect({ ...installed, stderr: installed.exitCode === 0 ? '' : installed.stderr }).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  }
  return { projects: work, home };
}

describeWithClient('the targets of the examples, run by the real client', () => {
  let place: Awaited<ReturnType<typeof setUp>>;
  beforeAll(async () => {
    place = await setUp();
  });

  describe.each(EXAMPLES)('$target', ({ project, target, plugins, servers, permissionMode, command }) => {
    const [plugin, name, argument] = command;
    let session: ClientSession;
    beforeAll(async () => {
      session = await aspSession([target, `/${plugin}:${name} ${argument}`], {
        cwd: join(place.projects, project),
        env: { ASP_HOME: place.home },
      });
    });

    it('loads exactly what its spaces bring, in load order and without a problem', () => {
      const init = loadedBy(session);
      const promised = joinPromised(plugins.map((id) => promisedBy(join(repositoryRoot, 'spaces', id), id)));
      expect({ exitCode: session.exitCode, problems: session.problems }).toEqual({
        exitCode: 0,
        problems: [],
      });
      expect(init.plugins.map((each) => each.name)).toEqual(plugins);
      expect(qualified(init.slash_commands)).toEqual([...promised.commands, ...promised.skills].sort());
      expect(qualified(init.skills)).toEqual(promised.skills);
      expect(qualified(init.agents)).toEqual(promised.agents);
      expect(init.mcp_servers).toEqual(servers.map((server) => ({ name: server, status: 'connected' })));
      expect(init.permissionMode).toBe(permissionMode);
    });

    it('gives the model the text of a command, with its arguments put in', () => {
      const directory = loadedBy(session).plugins.find((each) => each.name === plugin)?.path ?? '';
      const body = bodyOf(
        readFileSync(join(repositoryRoot, 'spaces', plugin, 'commands', `${name}.md`), 'utf8'),
      )
        .replaceAll('$ARGUMENTS', () => argument)
        .replaceAll('${CLAUDE_PLUGIN_ROOT}', directory);
      const said = session.requests[0]?.user.at(-1) ?? '';
      // A line that runs a program stands for what it printed.
      for (const part of body.split(/^!`.*`$/m)) expect(said).toContain(part.trim());
      expect(said).not.toContain('!`');
    });

    it('runs the SessionStart hook where a space has one, and what it says reaches the model', () => {
      const started = session.hookEvents.filter(({ event }) => event === 'SessionStart');
      const hasHook = plugins.includes('session-notes');
      expect(started.map(({ outcome }) => outcome)).toEqual(hasHook ? ['success'] : []);
      const said = session.requests[0]?.reminders.join('\n') ?? '';
      expect(said.includes(NOTES.trim())).toBe(hasHook);
      expect(said.includes('Branch: main, uncommitted paths: 1')).toBe(hasHook);
    });
  });

  it('lets the model use skills, their reference files and MCP tools from a subdirectory, with nobody to ask', async () => {
    const project = join(place.projects, 'frontend');
    const plugins = join(project, 'asp_modules/frontend/plugins');
    const reference = join(plugins, '002-web-quality/skills/performance/budget.md');
    const session = await aspSession(['frontend', 'Go on'], {
      cwd: join(project, 'src'),
      env: { ASP_HOME: place.home },
      turns: [
        {
          tools: [
            { name: 'Skill', input: { skill: 'web-quality:performance' } },
            { name: 'Read', input: { file_path: reference } },
            { name: 'mcp__project-facts__runtime_versions', input: {} },
          ],
        },
        'Done',
      ],
    });
    expect(session).toMatchObject({
      exitCode: 0,
      problems: [],
      result: { result: 'Done', permission_denials: [] },
    });
    const results = new Map(session.toolResults.map(({ tool, ...result }) => [tool, result]));
    expect(results.get('Skill')).toMatchObject({ isError: false });
    expect(results.get('Read')).toMatchObject({
      isError: false,
      text: expect.stringContaining(readFileSync(reference, 'utf8').split('\n')[0] ?? ''),
    });
    expect(results.get('mcp__project-facts__runtime_versions')).toMatchObject({
      isError: false,
      text: expect.stringContaining(process.version),
    });
    const skill = readFileSync(
      join(repositoryRoot, 'spaces/web-quality/skills/performance/SKILL.md'),
      'utf8',
    );
    expect(session.requests.at(-1)?.user.join('\n')).toContain(
      bodyOf(skill).replaceAll('${CLAUDE_PLUGIN_ROOT}', join(plugins, '002-web-quality')).trim(),
    );
  });
});
