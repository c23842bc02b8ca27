import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  addAgent,
  addCommand,
  addHook,
  addMcpServer,
  addSkill,
  addSpaceToTarget,
  bumpVersion,
  createRunTarget,
  createSpace,
  initWorkspace,
  setSpaceDependency,
  type ScaffoldTree,
} from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { FsTree, flushChanges } from 'nx/src/generators/tree';
import { asp, expectDone, program } from './support/asp';
import {
  aspSession,
  clientEnvironment,
  describeWithClient,
  loadedBy,
  qualified,
  type ClientSession,
} from './support/client';
import { git } from './support/git';
import { scratch } from './support/places';
import { treeOf } from './support/tree';

/** Compiles only as long as the tree of an Nx generator can be given to a function of scaffold as it is. */
const asScaffoldTree = (tree: Tree): ScaffoldTree => tree;

const author = { name: 'A "quoted" Äuthor: #1', email: 'author@example.com', url: 'https://example.com' };
const hostile =
  'Looks: at {all} of it, "quoted" # not a comment, and \'more\' - 💡 %TAG & *alias !tag | > @x `y`';

/** A space for each generator, one with everything, and the targets that compose them. */
const generate: Readonly<Record<string, (tree: ScaffoldTree) => void>> = {
  plain: () => undefined,
  described: () => undefined,
  'with-skill': (tree) => {
    addSkill(tree, { space: 'with-skill', name: 'writing-tests' });
    addSkill(tree, { space: 'with-skill', name: 'yes', description: hostile, reference: false });
  },
  'with-command': (tree) => {
    addCommand(tree, { space: 'with-command', name: 'check' });
    addCommand(tree, {
      space: 'with-command',
      name: 'db:migrate',
      description: hostile,
      argumentHint: '[table] {x: y}',
      allowedTools: ['Read', 'Bash(npm test:*)'],
    });
  },
  'with-agent': (tree) => {
    addAgent(tree, { space: 'with-agent', name: 'reviewer' });
    addAgent(tree, {
      space: 'with-agent',
      name: 'null',
      description: hostile,
      tools: ['Read', 'Bash(git diff:*)'],
      model: 'sonnet',
    });
  },
  'with-hooks': (tree) => {
    addHook(tree, { space: 'with-hooks', event: 'SessionStart', matcher: 'startup|resume', timeout: 10 });
    addHook(tree, { space: 'with-hooks', event: 'SessionStart', name: 'second', language: 'node' });
    addHook(tree, { space: 'with-hooks', event: 'UserPromptSubmit', language: 'node', timeout: 0.5e2 });
    addHook(tree, { space: 'with-hooks', event: 'PreToolUse', matcher: 'Edit|Write' });
    addHook(tree, { space: 'with-hooks', event: 'Stop' });
  },
  'with-servers': (tree) => {
    addMcpServer(tree, { space: 'with-servers', name: 'starter' });
    addMcpServer(tree, { space: 'with-servers', name: 'second-starter' });
    addMcpServer(tree, {
      space: 'with-servers',
      name: 'remote',
      server: { type: 'http', url: 'http://127.0.0.1:1/mcp', headers: { Authorization: 'Bearer ${TOKEN}' } },
    });
    addMcpServer(tree, {
      space: 'with-servers',
      name: 'other',
      server: { type: 'stdio', command: 'node', args: ['--version'], env: { A: 'b' } },
    });
  },
  everything: (tree) => {
    addCommand(tree, { space: 'everything', name: 'check-all' });
    addSkill(tree, { space: 'everything', name: 'house-style' });
    addAgent(tree, { space: 'everything', name: 'helper' });
    addHook(tree, { space: 'everything', event: 'SessionEnd' });
    addMcpServer(tree, { space: 'everything', name: 'everything' });
    setSpaceDependency(tree, { space: 'everything', dependency: 'plain', selector: 'dev' });
    bumpVersion(tree, { space: 'everything', release: 'minor' });
  },
};
const ids = Object.keys(generate);

function newWorkspace(): string {
  const root = join(scratch(), 'workspace');
  mkdirSync(root);
  apply(root, (tree) => {
    initWorkspace(tree, { project: 'apps/web' });
    for (const id of ids) {
      createSpace(tree, {
        id,
        author,
        license: 'MIT',
        keywords: ['a', 'b "c"'],
        ...(id === 'described' ? { description: hostile, version: '1.0.0-beta.1+b.7' } : {}),
      });
    }
    for (const make of Object.values(generate)) make(tree);
    createRunTarget(tree, {
      project: 'apps/web',
      name: 'all',
      compose: ids.slice(0, -1).map((id) => `space:${id}`),
      description: hostile,
      permissionMode: 'default',
    });
    addSpaceToTarget(tree, { project: 'apps/web', target: 'all', ref: 'space:everything@dev' });
  });
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'Spaces');
  return root;
}

/** Runs a generator as Nx does: over a tree of the directory, written when all is planned. */
function apply(root: string, generator: (tree: ScaffoldTree) => unknown): void {
  const tree = new FsTree(root, false);
  generator(asScaffoldTree(tree));
  flushChanges(root, tree.listChanges());
}

describe('a scaffolded workspace', () => {
  const root = newWorkspace();
  const env = { ASP_HOME: join(root, '../home'), ...clientEnvironment };

  it('is not changed by a second init', () => {
    const before = treeOf(root);
    apply(root, (tree) => initWorkspace(tree, { project: 'apps/web' }));
    expect(treeOf(root)).toEqual(before);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  it('is not written to through a link that leads nowhere yet', () => {
    const [link, target] = [join(root, 'spaces/plain/commands/new.md'), join(root, '../outside.md')];
    symlinkSync(target, link);
    const generator = (tree: ScaffoldTree): unknown => addCommand(tree, { space: 'plain', name: 'new' });
    expect(() => apply(root, generator)).toThrow('spaces/plain/commands/new.md is there already');
    expect(existsSync(target)).toBe(false);
    rmSync(link);
  });

  it('has executable hook scripts', () => {
    const hooks = join(root, 'spaces/with-hooks/hooks');
    const modes = readdirSync(hooks).map((name) => [
      name,
      (statSync(join(hooks, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      'hooks.json': '644',
      'pre-tool-use.sh': '755',
      'second.mjs': '755',
      'session-start.sh': '755',
      'stop.sh': '755',
      'user-prompt-submit.mjs': '755',
    });
  });

  it.each(ids)('has a space %s that lint finds nothing in', async (id) => {
    const args = ['run', join('spaces', id), '--dry-run', '--quiet', '--no-fetch', '--registry', root];
    const finished = await asp(args, { cwd: root, env });
    expectDone(args, finished);
    expect(finished.stderr).not.toMatch(/W\d{3}|warning/);
  });
});

describeWithClient('what a client gets from scaffolded spaces', () => {
  const root = newWorkspace();
  const env = { ASP_HOME: join(root, '../home'), ...clientEnvironment };
  let session: ClientSession;

  beforeAll(async () => {
    const args = ['all', '/plain:about-plain for now', '--no-fetch', '--registry', root];
    session = await aspSession([...args, '--extra-args=--allowedTools=mcp__starter'], {
      cwd: join(root, 'apps/web'),
      env: { ASP_HOME: env.ASP_HOME },
      turns: [{ tools: [{ name: 'mcp__starter__list_project', input: {} }] }, 'Done'],
    });
  });

  it('is all of their components by their full names', () => {
    const { slash_commands, agents, mcp_servers, plugin_errors } = loadedBy(session);
    expect(plugin_errors).toBeUndefined();
    expect(qualified(slash_commands)).toEqual(
      [
        ...ids.map((id) => `${id}:about-${id}`),
        'everything:check-all',
        'everything:house-style',
        'with-command:check',
        'with-command:db:migrate',
        'with-skill:writing-tests',
        'with-skill:yes',
      ].sort(),
    );
    expect(qualified(agents)).toEqual(['everything:helper', 'with-agent:null', 'with-agent:reviewer']);
    const status = Object.fromEntries(mcp_servers.map((server) => [server.name, server.status]));
    expect(status).toMatchObject({
      starter: 'connected',
      'second-starter': 'connected',
      everything: 'connected',
    });
  });

  it('is hooks that run and let the session go on', () => {
    const outcomes = session.hookEvents.map(({ event, outcome }) => `${event} ${outcome}`);
    expect(outcomes.sort()).toEqual([
      'SessionStart success',
      'SessionStart success',
      'Stop success',
      'UserPromptSubmit success',
    ]);
  });

  it('composes into plugins that claude plugin validate --strict accepts', async () => {
    const output = join(root, '../built');
    const args = ['build', 'all', '--output', output, '--no-fetch', '--registry', root, '--json'];
    const finished = await asp(args, { cwd: join(root, 'apps/web'), env });
    expectDone(args, finished);
    expect(JSON.parse(finished.stdout)).toMatchObject({ warnings: [] });
    const plugins = readdirSync(join(output, 'plugins'));
    expect(plugins).toHaveLength(ids.length);
    for (const plugin of plugins) {
      const directory = join(output, 'plugins', plugin);
      // Nothing but PATH and an empty HOME, as `program` always gives.
      const validated = await program(
        clientEnvironment.ASP_CLAUDE_PATH,
        ['plugin', 'validate', '--strict', directory],
        { cwd: scratch() },
      );
      expect({ plugin, ...validated }).toMatchObject({ exitCode: 0, stderr: '' });
    }
    expect(readFileSync(join(output, 'plugins/001-described/.claude-plugin/plugin.json'), 'utf8')).toContain(
      JSON.stringify(hostile),
    );
  });

  it('is a command that works as it was made', () => {
    expect(session.requests[0]?.user.join('\n')).toContain('The task, if one is given: for now');
    expect(session.result?.result).toBe('Done');
    expect(session.toolResults).toMatchObject([
      { isError: false, text: expect.stringContaining('asp-targets.toml') },
    ]);
  });
});
