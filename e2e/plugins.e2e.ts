import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asp } from './support/asp';
import { aspSession, describeWithClient, loadedBy, qualified, type ClientSession } from './support/client';
import type { Fixture } from './support/git';
import { install, newPlace, publish, writeTargets } from './support/project';

type Files = Readonly<Record<string, Fixture>>;

interface Explained {
  readonly targets: readonly {
    readonly loadOrder: readonly {
      readonly components: { readonly commands: readonly string[]; readonly skills: readonly string[] };
    }[];
    readonly warnings: readonly { readonly code: string; readonly spaces: readonly string[] }[];
  }[];
}

/** On an event that no session here has, so that what is taken is not run as well. */
const hooks = (action: object, more: object = {}): Files => ({
  'hooks/hooks.json': JSON.stringify({ ...more, hooks: { PreCompact: [{ hooks: [action] }] } }),
});
const command = { type: 'command', command: 'true' };

const TAKEN: Readonly<Record<string, Files>> = {
  'a-command': hooks({
    ...command,
    timeout: 0.5,
    args: [],
    shell: 'bash',
    async: true,
    rewakeMessage: 'x',
    unknown: 1,
  }),
  'a-prompt': hooks({ type: 'prompt', prompt: '', continueOnBlock: true, model: 'sonnet' }),
  'an-agent': hooks({ type: 'agent', prompt: 'x', if: 'Bash(git *)', once: true }),
  'an-address': hooks({
    type: 'http',
    url: 'http://127.0.0.1:1/',
    headers: { A: '$B' },
    allowedEnvVars: ['B'],
  }),
  'a-tool': hooks({ type: 'mcp_tool', server: 's', tool: 't', input: { a: [null] }, statusMessage: '' }),
  'no-hook': { 'hooks/hooks.json': '{"hooks": {}, "description": "none yet"}' },
};

const REJECTED: Readonly<Record<string, Files>> = {
  'array-form': { 'hooks/hooks.json': '{"hooks": []}' },
  'byte-order-mark': { 'hooks/hooks.json': '\uFEFF{"hooks": {}}' },
  'number-described': hooks(command, { description: 1 }),
  'text-timeout': hooks({ ...command, timeout: '30' }),
  'zero-timeout': hooks({ ...command, timeout: 0 }),
  'text-flag': hooks({ ...command, async: 'yes' }),
  'text-args': hooks({ ...command, args: 'x y' }),
  'other-shell': hooks({ ...command, shell: 'zsh' }),
  'empty-message': hooks({ ...command, rewakeMessage: '' }),
  'no-prompt': hooks({ type: 'prompt' }),
  'no-model': hooks({ type: 'agent', prompt: 'x', model: null }),
  'no-address': hooks({ type: 'http', url: '${URL}' }),
  'number-header': hooks({ type: 'http', url: 'http://127.0.0.1:1/', headers: { A: 1 } }),
  'no-tool': hooks({ type: 'mcp_tool', server: 's' }),
  'list-input': hooks({ type: 'mcp_tool', server: 's', tool: 't', input: [] }),
};

const NAMED: Readonly<Record<string, Files>> = {
  'lone-skill': {
    'SKILL.md': '---\ndescription: Follow the rules\n---\nRead references/rules.md.',
    'references/rules.md': 'Never on a Friday.',
    'check.sh': { executable: '#!/bin/sh\n' },
  },
  'skill-shelf': { 'skills/SKILL.md': '---\ndescription: All\n---\n', 'skills/a/SKILL.md': 'Hidden.' },
  'skill-names': { 'skills/a.b c/SKILL.md': '---\ndescription: One\n---\n' },
  'command-names': {
    'commands/foo/SKILL.md': 'Shown.',
    'commands/foo/hidden.md': 'Hidden.',
    'commands/foo/deep/SKILL.md': 'Hidden.',
    'commands/db/migrate/skill.md': 'Shown.',
    'commands/db/dump.md': 'Shown.',
    'commands/UP.MD': 'Shown.',
  },
};

describeWithClient('what asp says of a space and what the client makes of it', () => {
  const place = newPlace();
  const spaces = { ...TAKEN, ...REJECTED, ...NAMED };
  let explained: Explained['targets'][number];
  let session: ClientSession;

  beforeAll(async () => {
    publish(place, spaces);
    writeTargets(place, { all: Object.keys(spaces).map((id) => `space:${id}@1.0.0`) });
    await install(place);
    const env = { ASP_HOME: place.home };
    const { stdout } = await asp(['explain', 'all', '--json', '--registry', place.registry], {
      cwd: place.project,
      env,
    });
    explained = (JSON.parse(stdout) as Explained).targets[0] as Explained['targets'][number];
    const turns = [
      { tools: [{ name: 'Read', input: { file_path: inPlugin('lone-skill', 'references/rules.md') } }] },
      'Done',
    ];
    session = await aspSession(['all', '/lone-skill:lone-skill', '--registry', place.registry], {
      cwd: place.project,
      env,
      turns,
    });
  });

  const inPlugin = (id: string, path: string): string => {
    const index = String(Object.keys(spaces).indexOf(id)).padStart(3, '0');
    return join(place.project, `asp_modules/all/plugins/${index}-${id}`, path);
  };

  it('agree on the hooks that cannot be loaded', () => {
    const warned = explained.warnings
      .filter(({ code }) => code === 'W204')
      .flatMap(({ spaces: keys }) => keys);
    expect(warned.map((key) => key.split('@')[0])).toEqual(Object.keys(REJECTED));
    // The client names a plugin that it complains of by its directory.
    const errors = loadedBy(session).plugin_errors as readonly { plugin: string; type: string }[];
    expect(errors.map(({ plugin, type }) => `${plugin.replace(/^\d+-|@inline$/g, '')} ${type}`)).toEqual(
      Object.keys(REJECTED).map((id) => `${id} hook-load-failed`),
    );
  });

  it('agree on the names of commands and skills', () => {
    const names = explained.loadOrder.flatMap(({ components: { commands, skills } }) => [
      ...commands,
      ...skills,
    ]);
    expect(names.length).toBeGreaterThan(6);
    expect(qualified(loadedBy(session).slash_commands)).toEqual([...names].sort());
  });

  it('give a root skill what lies beside it', () => {
    expect(existsSync(inPlugin('lone-skill', 'check.sh'))).toBe(true);
    expect(session.requests[0]?.user.join('\n')).toContain('Read references/rules.md.');
    expect(session.toolResults).toMatchObject([
      { isError: false, text: expect.stringContaining('Never on a Friday.') },
    ]);
  });
});
