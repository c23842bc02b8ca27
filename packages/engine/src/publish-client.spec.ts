import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  existingRegistry,
  isolateGit,
  publishingRegistry,
  spaceToml,
  tempDirectory,
  type PublishingRegistry,
} from './testing/publishing-registry';
import { serveRepositories } from './testing/serve-repositories';

const repository = join(__dirname, '../../..');
const client = ['', '-musl']
  .map((libc) =>
    join(
      repository,
      `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}${libc}/claude`,
    ),
  )
  .find((file) => existsSync(file));

isolateGit();
const root = tempDirectory();
let made = 0;
const freshDirectory = (): string => join(root, `p${(made += 1)}`);

const HOOKS = {
  hooks: {
    SessionStart: [
      { hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}"/hooks/note.sh', timeout: 20 }] },
    ],
  },
};

/** Two spaces, of which one needs the other and has everything that a space can have. */
function commitSpaces(registry: PublishingRegistry, note = 'one'): void {
  const servers = join(repository, 'spaces/project-facts/mcp');
  cpSync(servers, join(registry.directory, 'spaces/alpha/mcp'), { recursive: true });
  registry.commit({
    'spaces/base/space.toml': spaceToml('base', '1.0.0'),
    'spaces/base/commands/help.md': '---\ndescription: Helps\n---\nHelp.\n',
    'spaces/base/hooks/hooks.toml': '[[hook]]\nevent = "session_start"\nscript = "hooks/base.sh"\n',
    'spaces/base/hooks/base.sh': '#!/bin/sh\necho base > "$ASP_HOOK_OUT/base"\n',
    'spaces/alpha/space.toml': spaceToml('alpha', '1.0.0', '[deps]\nspaces = ["space:base@^1.0.0"]\n'),
    'spaces/alpha/commands/greet.md': '---\ndescription: Greets\n---\nGreet.\n',
    'spaces/alpha/agents/helper.md': '---\nname: helper\ndescription: Helps\n---\nHelp.\n',
    'spaces/alpha/skills/think/SKILL.md': '---\nname: think\ndescription: Thinks\n---\nThink.\n',
    'spaces/alpha/hooks/hooks.json': JSON.stringify(HOOKS),
    'spaces/alpha/hooks/note.sh': `#!/bin/sh\necho ${note} > "$ASP_HOOK_OUT/alpha"\n`,
  });
}

interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}

/** A user who has the client, and nothing of ours. */
interface StockUser {
  readonly home: string;
  /** `claude plugin …`, which has to succeed. */
  plugin(...args: string[]): Promise<string>;
  /** What a session loads. */
  session(): Promise<Loaded>;
  /** What was installed of a plugin, in the version that came last. */
  installed(plugin: string, path: string): string;
}

interface Loaded {
  readonly commands: readonly string[];
  readonly skills: readonly string[];
  readonly agents: readonly string[];
  readonly servers: readonly string[];
  readonly hooks: Readonly<Record<string, string>>;
  readonly problems: readonly unknown[];
}

function stockUser(): StockUser {
  const home = freshDirectory();
  mkdirSync(home);
  const env = { PATH: process.env['PATH'], HOME: home, ANTHROPIC_API_KEY: 'none', DISABLE_AUTOUPDATER: '1' };
  const qualified = (names: readonly string[] = []): readonly string[] =>
    names.filter((name) => name.includes(':')).sort();
  return {
    home,
    async plugin(...args) {
      const { exitCode, output } = await run(client ?? '', ['plugin', ...args], env);
      expect({ args, exitCode, output: exitCode === 0 ? '' : output }).toEqual({
        args,
        exitCode: 0,
        output: '',
      });
      return output;
    },
    async session() {
      const events = ['--output-format', 'stream-json', '--verbose', '--include-hook-events'];
      const program = join(repository, 'tools/client-session/main.mjs');
      const args = [program, '--home', home, '--', client ?? '', ...events, '-p', 'hi'];
      const { output } = await run(process.execPath, args, env);
      const { init, hookFiles, problems } = JSON.parse(output) as {
        init: {
          slash_commands: string[];
          skills: string[];
          agents: string[];
          mcp_servers: { name: string; status: string }[];
        };
        hookFiles: Record<string, string>;
        problems: unknown[];
      };
      return {
        commands: qualified(init.slash_commands),
        skills: qualified(init.skills),
        agents: qualified(init.agents),
        servers: init.mcp_servers.map(({ name, status }) => `${name} ${status}`),
        hooks: hookFiles,
        problems,
      };
    },
    installed(plugin, path) {
      const marketplaces = join(home, '.claude/plugins/cache');
      const [marketplace = ''] = readdirSync(marketplaces).filter((name) =>
        existsSync(join(marketplaces, name, plugin)),
      );
      const version =
        readdirSync(join(marketplaces, marketplace, plugin))
          .sort()
          .at(-1) ?? '';
      return readFileSync(join(marketplaces, marketplace, plugin, version, path), 'utf8');
    },
  };
}

const EVERYTHING: Loaded = {
  commands: expect.arrayContaining(['alpha:greet', 'base:help']),
  skills: expect.arrayContaining(['alpha:think']),
  agents: ['alpha:helper'],
  servers: ['plugin:alpha:project-facts connected'],
  hooks: { alpha: 'one\n', base: 'base\n' },
  problems: [],
};

const describeWithClient = client ? describe : describe.skip;

describeWithClient('a stock Claude Code', () => {
  async function publishBoth(registry: PublishingRegistry, push = false): Promise<void> {
    await registry.publish({ space: 'base', distTags: ['stable'], push });
    await registry.publish({ space: 'alpha', distTags: ['stable'], push });
  }

  it('installs a published space and what it needs from a directory, and loads all of it', async () => {
    const registry = publishingRegistry(join(freshDirectory(), 'team-spaces'));
    commitSpaces(registry);
    await publishBoth(registry);
    const user = stockUser();
    await user.plugin('validate', '--strict', registry.directory);
    await user.plugin('marketplace', 'add', registry.directory);
    expect(await user.plugin('install', 'alpha@team-spaces')).toContain('1 dependency: base');
    expect(await user.session()).toEqual(EVERYTHING);
  });

  it('does the same from a clone of a place on this machine', async () => {
    const origin = publishingRegistry(join(freshDirectory(), 'team-spaces'));
    commitSpaces(origin);
    await publishBoth(origin);
    const clone = join(freshDirectory(), 'anything');
    origin.git('clone', '--quiet', `file://${origin.directory}`, clone);
    commitSpaces(existingRegistry(clone));
    await publishBoth(existingRegistry(clone));
    const user = stockUser();
    await user.plugin('marketplace', 'add', clone);
    await user.plugin('install', 'alpha@team-spaces');
    expect(await user.session()).toEqual(EVERYTHING);
  });

  it('installs the published version from a remote, not what came after it, and updates to the next', async () => {
    const served = freshDirectory();
    const remote = publishingRegistry(join(served, 'team-spaces.git'), '--bare');
    await serveRepositories(served, async (host) => {
      const url = `${host}/team-spaces.git`;
      const registry = publishingRegistry(join(freshDirectory(), 'work'));
      registry.git('remote', 'add', 'origin', url);
      commitSpaces(registry);
      await publishBoth(registry, true);
      commitSpaces(registry, 'not published');
      // Not in step with this process, which is the one that answers.
      await run('git', ['-C', registry.directory, 'push', '--quiet', 'origin', 'main'], process.env);
      expect(remote.git('log', '-1', '--format=%s')).toBe('change');

      const user = stockUser();
      await user.plugin('marketplace', 'add', url);
      await user.plugin('install', 'alpha@team-spaces');
      expect(user.installed('alpha', 'hooks/note.sh')).toContain('echo one');
      expect(await user.session()).toEqual(EVERYTHING);

      registry.commit({ 'spaces/alpha/space.toml': spaceToml('alpha', '1.1.0') });
      await registry.publish({ space: 'alpha', distTags: ['stable'], push: true });
      await user.plugin('marketplace', 'update', 'team-spaces');
      await user.plugin('update', 'alpha@team-spaces');
      expect(user.installed('alpha', 'hooks/note.sh')).toContain('echo not published');
      expect(user.installed('alpha', 'space.toml')).toContain('1.1.0');
    });
  });

  it('resolves a version that a plugin of the marketplace asks for by the tag that publishing made', async () => {
    const registry = publishingRegistry(join(freshDirectory(), 'team-spaces'));
    commitSpaces(registry);
    await publishBoth(registry);
    registry.commit({
      'spaces/base/space.toml': spaceToml('base', '2.0.0'),
      'spaces/base/commands/new.md': 'New.\n',
    });
    await registry.publish({ space: 'base', distTags: ['stable'] });
    const manifest = { name: 'own', version: '1.0.0', dependencies: [{ name: 'base', version: '^1.0.0' }] };
    const file = join(registry.directory, '.claude-plugin/marketplace.json');
    const marketplace = JSON.parse(readFileSync(file, 'utf8')) as { plugins: object[] };
    marketplace.plugins.push({ name: 'own', source: './own' });
    writeFileSync(file, JSON.stringify(marketplace));
    registry.commit({ 'own/.claude-plugin/plugin.json': JSON.stringify(manifest) });
    const user = stockUser();
    await user.plugin('marketplace', 'add', registry.directory);
    await user.plugin('install', 'own@team-spaces');
    expect(user.installed('base', 'space.toml')).toContain('1.0.0');
  });
});
