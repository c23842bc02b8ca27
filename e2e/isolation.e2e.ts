import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asp } from './support/asp';
import { aspSession, describeWithClient, loadedBy, type ClientSession } from './support/client';
import { commitRegistry, spaceToml, writeFiles } from './support/git';
import { repositoryRoot, scratch } from './support/places';

const hook = (name: string): object => ({
  hooks: { SessionStart: [{ hooks: [{ type: 'command', command: `printenv > "$ASP_HOOK_OUT/${name}"` }] }] },
});
const server = (name: string): string =>
  JSON.stringify({
    mcpServers: {
      [name]: {
        command: process.execPath,
        args: [join(repositoryRoot, 'spaces/project-facts/mcp/server.mjs')],
      },
    },
  });
const markdown = (name: string, text: string): string => `---\nname: ${name}\ndescription: d\n---\n${text}\n`;

/** Everything a user may have, each thing under a name of its own. */
const userFiles = (project: string): Record<string, string> => ({
  '.claude/settings.json': JSON.stringify({
    ...hook('user-hook'),
    env: { USER_VARIABLE: '1' },
    model: 'claude-user-model',
  }),
  '.claude/CLAUDE.md': 'user-memory\n',
  '.claude/rules/rule.md': 'user-rule\n',
  '.claude/commands/user-command.md': markdown('user-command', 'Go'),
  '.claude/skills/user-skill/SKILL.md': markdown('user-skill', 'Go'),
  '.claude/agents/user-agent.md': markdown('user-agent', 'Go'),
  '.claude.json': server('user-server'),
  [`.claude/projects/${project.replace(/[^A-Za-z0-9]/g, '-')}/memory/MEMORY.md`]: '- auto-memory\n',
});

const PROJECT_FILES = {
  '.claude/settings.json': JSON.stringify({
    ...hook('project-hook'),
    env: { PROJECT_VARIABLE: '1' },
    enableAllProjectMcpServers: true,
  }),
  '.claude/settings.local.json': JSON.stringify({ ...hook('local-hook'), env: { LOCAL_VARIABLE: '1' } }),
  '.claude/commands/project-command.md': markdown('project-command', 'Go'),
  '.claude/skills/project-skill/SKILL.md': markdown('project-skill', 'Go'),
  '.claude/agents/project-agent.md': markdown('project-agent', 'Go'),
  '.claude/rules/rule.md': 'project-rule\n',
  'CLAUDE.md': 'project-memory\n',
  'CLAUDE.local.md': 'local-memory\n',
  '.mcp.json': server('project-server'),
  'asp-targets.toml': 'schema = 1\n[targets.work]\ncompose = ["space:tidy@HEAD"]\n',
};

/** Which of the planted things a session shows. */
function planted(session: ClientSession): readonly string[] {
  const init = loadedBy(session);
  const said = session.requests.flatMap(({ system, reminders }) => [system, ...reminders]).join('\n');
  const environment = Object.values(session.hookFiles).join('\n');
  const isPlanted = (name: string): boolean => /^(?:user|project|local)-/.test(name);
  return [
    ...['user-memory', 'project-memory', 'local-memory', 'auto-memory', 'user-rule', 'project-rule'].filter(
      (mark) => said.includes(mark),
    ),
    ...['USER', 'PROJECT', 'LOCAL']
      .map((name) => `${name}_VARIABLE`)
      .filter((name) => environment.includes(`${name}=1`)),
    ...[...Object.keys(session.hookFiles), ...init.slash_commands, ...init.agents].filter(isPlanted),
    ...init.mcp_servers.map(({ name }) => name).filter(isPlanted),
    ...(init.model === 'claude-user-model' ? ['user-model'] : []),
  ].sort();
}

const OF_USER = [
  'USER_VARIABLE',
  'auto-memory',
  'user-agent',
  'user-command',
  'user-hook',
  'user-memory',
  'user-model',
  'user-rule',
  'user-server',
  'user-skill',
];
const OF_PROJECT = [
  'PROJECT_VARIABLE',
  'project-agent',
  'project-command',
  'project-hook',
  'project-memory',
  'project-rule',
  'project-server',
  'project-skill',
];
const OF_LOCAL = ['LOCAL_VARIABLE', 'local-hook', 'local-memory'];

describeWithClient('what a user and a project have of their own', () => {
  const work = scratch();
  const project = join(work, 'project');
  const userHome = join(work, 'user');
  const env = { ASP_HOME: join(work, 'asp-home') };

  beforeAll(async () => {
    commitRegistry(join(env.ASP_HOME, 'repo'), {
      'spaces/tidy/space.toml': spaceToml('tidy'),
      'spaces/tidy/hooks/hooks.json': JSON.stringify(hook('space-hook')),
    });
    mkdirSync(project);
    writeFiles(project, PROJECT_FILES);
    mkdirSync(userHome);
    writeFiles(userHome, userFiles(project));
    expect(await asp(['install'], { cwd: project, env })).toMatchObject({ exitCode: 0 });
  });

  it.each<readonly [flags: readonly string[], expected: readonly string[]]>([
    [[], []],
    [['--inherit-user'], OF_USER],
    [['--inherit-project'], OF_PROJECT],
    [['--inherit-local'], OF_LOCAL],
    [
      ['--inherit-project', '--inherit-local'],
      [...OF_PROJECT, ...OF_LOCAL],
    ],
    [
      ['--inherit-user', '--inherit-local'],
      [...OF_USER, ...OF_LOCAL],
    ],
    [['--inherit-all'], [...OF_USER, ...OF_PROJECT, ...OF_LOCAL]],
  ])('asp run %j shows exactly what was asked for', async (flags, expected) => {
    const session = await aspSession(['work', 'Go on', ...flags], { cwd: project, env, home: userHome });
    expect(session.exitCode).toBe(0);
    expect(Object.keys(session.hookFiles)).toContain('space-hook');
    expect(planted(session)).toEqual([...expected].sort());
  });
});
