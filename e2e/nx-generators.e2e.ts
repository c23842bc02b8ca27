import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { program, type Finished } from './support/asp';
import { clientEnvironment, describeWithClient } from './support/client';
import { createNxWorkspace, type NxWorkspace } from './support/nx-workspace';
import { scratch } from './support/places';

interface Workspace extends NxWorkspace {
  /** Runs a command that must go well. Gives all it said. */
  done(...args: readonly string[]): Promise<string>;
  /** Runs a command that must fail. Gives all it said. */
  refused(...args: readonly string[]): Promise<string>;
  /** As `refused`, or `done`, from a directory below the root. */
  at(directory: string, ...args: readonly string[]): Promise<Finished>;
  commit(): void;
  /** What git sees of a change: tags, branches, and what is not committed. */
  state(): string;
  text(path: string): string;
}

/** A workspace that has Nx and the plugin's package, and nothing that `init` would make. */
function freshWorkspace(): Workspace {
  const home = scratch();
  const env = { ASP_HOME: join(home, '.asp'), HOME: home, NX_INTERACTIVE: 'false' };
  const workspace = createNxWorkspace({
    'nx.json': JSON.stringify({ analytics: false, neverConnectToCloud: true }),
    'package.json': JSON.stringify({
      name: 'workspace',
      private: true,
      devDependencies: { '@agent-spaces/nx': '*' },
    }),
    '.gitignore': 'node_modules/\n.nx/\n',
  });
  const { root, git } = workspace;
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  const nx: Workspace['nx'] = (args, more = {}) => workspace.nx(args, { ...env, ...more });
  const all = ({ stdout, stderr }: Finished): string => stdout + stderr;
  return {
    ...workspace,
    nx,
    done: async (...args) => {
      const finished = await nx(args);
      expect({ args, ...finished }).toMatchObject({ args, exitCode: 0 });
      return all(finished);
    },
    refused: async (...args) => {
      const finished = await nx(args);
      expect({ args, ...finished }).toMatchObject({ args, exitCode: 1 });
      return all(finished);
    },
    at: (directory, ...args) =>
      program(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args], {
        cwd: join(root, directory),
        env: { ...env, NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' },
      }),
    commit: () => {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', 'feat: change');
    },
    state: () => git('for-each-ref') + git('status', '--porcelain', '--untracked-files=all'),
    text: (path) => readFileSync(join(root, path), 'utf8'),
  };
}

const generate = (name: string): readonly string[] => ['g', `@agent-spaces/nx:${name}`];

describe('a day in a new workspace', () => {
  const workspace = freshWorkspace();
  const { done, refused, at, commit, state, text, git } = workspace;

  /** Runs a generator twice: as a dry run, after which nothing is different, and for real. Gives the files it changed. */
  async function changedBy(name: string, ...args: readonly string[]): Promise<readonly string[]> {
    commit();
    const before = state();
    const dry = await done(...generate(name), ...args, '--dry-run');
    expect(state()).toBe(before);
    expect(dry).toContain('The "dryRun" flag means no changes were made');
    await done(...generate(name), ...args);
    const changed = git('status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean);
    // What the dry run has promised.
    for (const line of changed) expect(dry).toContain(line.slice('?? '.length));
    return changed.map((line) => line.trim()).sort();
  }

  it('begins with init, which changes nothing the second time', async () => {
    expect(await changedBy('init', '--release')).toEqual([
      '?? asp-targets.toml',
      '?? registry/dist-tags.json',
      '?? spaces/README.md',
      'M .gitignore',
      'M nx.json',
    ]);
    commit();
    const before = state();
    await done(...generate('init'), '--release');
    await done(...generate('init'));
    expect(state()).toBe(before);
    expect(JSON.parse(text('nx.json'))).toMatchObject({
      plugins: ['@agent-spaces/nx'],
      tui: { enabled: false },
      sync: { globalGenerators: ['@agent-spaces/nx:sync-lock'] },
      release: { groups: { spaces: { projects: ['tag:asp:space'] } } },
    });
  });

  it('has nothing to sync yet', async () => {
    expect(await done('sync:check')).toContain('up to date');
  });

  it('makes a space by git’s author, with everything a space can have', async () => {
    const space = 'spaces/web-quality';
    expect(await changedBy('space', 'web-quality', '--description=Audit pages', '--command=audit')).toEqual([
      `?? ${space}/commands/audit.md`,
      `?? ${space}/space.toml`,
    ]);
    expect(text(`${space}/space.toml`)).toContain('name = "Ada"\nemail = "ada@example.com"\n');
    expect(await changedBy('skill', 'auditing-pages', '--space=web-quality')).toEqual([
      `?? ${space}/skills/auditing-pages/SKILL.md`,
      `?? ${space}/skills/auditing-pages/reference.md`,
    ]);
    expect(
      await changedBy('command', 'report:short', '--allowed-tools=Bash(git log --format=%h,%s)'),
    ).toEqual([`?? ${space}/commands/report/short.md`]);
    expect(text(`${space}/commands/report/short.md`)).toContain('Bash(git log --format=%h,%s)');
    expect(await changedBy('agent', 'page-auditor', '--tools=Read', '--tools=Grep')).toEqual([
      `?? ${space}/agents/page-auditor.md`,
    ]);
    expect(await changedBy('hook', 'PostToolUse', '--matcher=Edit|Write', '--name=check-page')).toEqual([
      `?? ${space}/hooks/check-page.sh`,
      `?? ${space}/hooks/hooks.json`,
    ]);
    expect(statSync(join(workspace.root, space, 'hooks/check-page.sh')).mode & 0o777).toBe(0o755);
    expect(await changedBy('mcp-server', 'page-facts')).toEqual([
      `?? ${space}/mcp/mcp.json`,
      `?? ${space}/mcp/page-facts.mjs`,
    ]);
    expect(await changedBy('mcp-server', 'tracker', '--url=https://tracker.example.com/mcp')).toEqual([
      `M ${space}/mcp/mcp.json`,
    ]);
  });

  it('says what is wrong with a name, and writes nothing', async () => {
    commit();
    const before = state();
    expect(await refused(...generate('skill'), 'Auditing Pages')).toMatch(
      /CONFIG_ERROR "Auditing Pages" cannot be the name of a skill: .*\n\n {2}→ Write "auditing-pages"\.\n/,
    );
    expect(await refused(...generate('skill'), 'auditing-pages')).toContain('is there already');
    // Nx's own word for an option that there is none of.
    expect(await refused(...generate('skill'), 'other', '--descripion=x')).toContain('descripion');
    expect(state()).toBe(before);
  });

  it('makes no second project of a name, whoever has made the first', async () => {
    workspace.write({ 'apps/api/asp-targets.toml': 'schema = 1\n[targets]\n' });
    commit();
    const before = state();
    expect(await refused(...generate('space'), 'api')).toMatch(
      /CONFIG_ERROR A space "api" .* and apps\/api is one already\.\n\n {2}apps\/api\/asp-targets\.toml\n/,
    );
    expect(await refused(...generate('space'), 'workspace')).toMatch(
      /the workspace root is one already\.\n\n {2}package\.json\n/,
    );
    expect(state()).toBe(before);
    git('rm', '-q', 'apps/api/asp-targets.toml');
    commit();
  });

  it('writes nothing to where a link leads', async () => {
    const outside = scratch();
    mkdirSync(join(workspace.root, 'apps'), { recursive: true });
    symlinkSync(outside, join(workspace.root, 'apps/linked'));
    const args = ['x', '--project=apps/linked', '--compose=space:web-quality@dev'];
    expect(await refused(...generate('run-target'), ...args)).toMatch(
      /CONFIG_ERROR apps\/linked is a symbolic link: [^]*\n {2}apps\/linked\n/,
    );
    expect(readdirSync(outside)).toEqual([]);
    rmSync(join(workspace.root, 'apps/linked'));
  });

  it('knows the space that one stands in', async () => {
    await done(...generate('space'), 'site-review', '--description=Review pages', '--bare');
    mkdirSync(join(workspace.root, 'spaces/site-review/commands'));
    const { exitCode } = await at('spaces/site-review/commands', ...generate('command'), 'review');
    expect(exitCode).toBe(0);
    expect(text('spaces/site-review/commands/review.md')).toContain('description: ');
    expect(await refused(...generate('command'), 'other')).toMatch(
      /CONFIG_ERROR Which space is meant\?\n\n {2}→ Name one with --space: site-review, web-quality\./,
    );
  });

  it('adds a Run Target to a project by its name', async () => {
    workspace.write({ 'apps/web/project.json': JSON.stringify({ name: 'web' }) });
    expect(
      await changedBy('run-target', 'frontend', '--project=web', '--compose=space:web-quality@dev'),
    ).toEqual(['?? apps/web/asp-targets.toml']);
    expect(await changedBy('add', 'space:site-review@dev', 'frontend', '--project=apps/web')).toEqual([
      'M apps/web/asp-targets.toml',
    ]);
    expect(await changedBy('remove', 'site-review', '--project=web')).toEqual([
      'M apps/web/asp-targets.toml',
    ]);
    expect(text('apps/web/asp-targets.toml')).toContain('compose = ["space:web-quality@dev"]');
  });

  it('finds the lock out of date, and brings it up to date', async () => {
    commit();
    const drift = await refused('sync:check');
    expect(drift).toContain(
      '[@agent-spaces/nx:sync-lock]: asp-lock.json is not what asp-targets.toml asks for.',
    );
    expect(drift).toContain('apps/web/asp-lock.json\n  + frontend: new in the lock\n');
    expect(git('status', '--porcelain')).toBe('');

    await done('sync');
    expect(git('status', '--porcelain')).toBe('?? apps/web/asp-lock.json\n');
    await done('sync:check');

    commit();
    await done(...generate('add'), 'space:site-review@dev', '--project=web');
    expect(await refused('sync:check')).toMatch(
      /apps\/web\/asp-lock\.json\n {2}~ frontend: compose: \+ space:site-review@dev\n {2}\+ frontend: site-review /,
    );
    await done('sync');
    await done('sync:check');
    commit();
  });

  it('brings the other locks up to date where one cannot be, and fails', async () => {
    await done(...generate('run-target'), 'api', '--project=apps', '--compose=space:elsewhere@^1.0.0');
    await done(...generate('run-target'), 'second', '--project=web', '--compose=space:site-review@dev');
    expect(await refused('sync')).toMatch(
      /apps\/asp-targets\.toml: SELECTOR_RESOLUTION_ERROR .*\n.*apps\/asp-targets\.toml:\d+:\d+ /,
    );
    expect(JSON.parse(text('apps/web/asp-lock.json')).targets).toHaveProperty('second');
    expect(await refused('sync:check')).toContain('SELECTOR_RESOLUTION_ERROR');
    git('clean', '-fdq', 'apps/asp-targets.toml');
    commit();
    await done('sync:check');
  });

  it('raises a version and publishes it, or refuses to', async () => {
    await done(...generate('bump-version'), 'patch', 'web-quality');
    expect(await refused(...generate('publish'), 'web-quality')).toMatch(
      /GIT_ERROR "web-quality" has changes that are not committed: space\.toml\./,
    );
    commit();
    expect(await refused(...generate('publish'), 'web-quality', '--tag=v9.0.0')).toMatch(
      /CONFIG_ERROR "web-quality" is version 0\.1\.1, not v9\.0\.0\./,
    );
    const before = state();
    expect(await done(...generate('publish'), 'web-quality', '--distTag=stable', '--dry-run')).toContain(
      '  + tag space/web-quality/v0.1.1\n',
    );
    expect(state()).toBe(before);
    await done(...generate('publish'), 'web-quality', '--distTag=stable');
    expect(git('tag').trim().split('\n')).toEqual(['space/web-quality/v0.1.1', 'web-quality--v0.1.1']);
    expect(JSON.parse(text('registry/dist-tags.json'))).toEqual({ 'web-quality': { stable: 'v0.1.1' } });
    expect(JSON.parse(text('.claude-plugin/marketplace.json')).plugins).toMatchObject([
      { name: 'web-quality' },
    ]);
    expect(git('status', '--porcelain')).toBe('');
  });

  describeWithClient('what was made', () => {
    it('is a plugin that the client finds nothing wrong with', async () => {
      await done('run-many', '-t', 'asp-lint', 'asp-materialize');
      for (const id of ['web-quality', 'site-review']) {
        const validated = await program(
          clientEnvironment.ASP_CLAUDE_PATH,
          ['plugin', 'validate', '--strict', join(workspace.root, 'dist/asp', id)],
          { cwd: scratch() },
        );
        expect({ id, ...validated }).toMatchObject({ id, exitCode: 0, stderr: '' });
      }
    });
  });
});

describe('nx release, of spaces', () => {
  const workspace = freshWorkspace();
  const { done, refused, commit, state, text, git } = workspace;
  const manifest = (id: string): string => `spaces/${id}/space.toml`;
  const tags = (): readonly string[] => git('tag').trim().split('\n');

  beforeAll(async () => {
    await done(...generate('init'), '--release');
    await done(...generate('space'), 'base', '--description=What others need');
    await done(...generate('space'), 'web', '--description=For pages');
    await done(...generate('space'), 'loose', '--description=Needs any stable base');
    const needing = (id: string, ref: string): void =>
      workspace.write({
        [manifest(id)]: `${text(manifest(id))}\n[deps]\nspaces = [\n  "${ref}", # why\n]\n`,
      });
    needing('web', 'space:base@^0.1.0');
    needing('loose', 'space:base@stable');
    commit();
  });

  it('plans without changing anything', async () => {
    const before = state();
    const plan = await done('release', 'minor', '--yes', '--dry-run');
    expect(plan).toContain('+   "space:base@^0.2.0", # why');
    expect(plan).toContain('web 0.2.0 would be published once its space.toml says so.');
    expect(state()).toBe(before);
  });

  it('publishes nothing in a dry run of a task either, nor what it depends on', async () => {
    const before = state();
    const plan = await done('run', 'web:nx-release-publish', '--dryRun', '--tag=next');
    for (const id of ['base', 'web']) expect(plan).toContain(`${id} 0.1.0 would be published.`);
    expect(plan.match(/\+ dist-tag next: v0\.1\.0/g)).toHaveLength(2);
    expect(state()).toBe(before);
  });

  it('versions, writes changelogs outside the spaces, tags and publishes', async () => {
    await done('release', 'minor', '--yes');
    for (const id of ['base', 'web', 'loose']) {
      expect(text(manifest(id))).toContain('version = "0.2.0"');
      expect(text(`changelogs/${id}.md`)).toContain('## 0.2.0');
    }
    expect(text(manifest('web'))).toContain('  "space:base@^0.2.0", # why\n');
    expect(text(manifest('loose'))).toContain('  "space:base@stable", # why\n');
    expect(tags()).toEqual([
      'base--v0.2.0',
      'loose--v0.2.0',
      'space/base/v0.2.0',
      'space/loose/v0.2.0',
      'space/web/v0.2.0',
      'web--v0.2.0',
    ]);
    const latest = { latest: 'v0.2.0' };
    expect(JSON.parse(text('registry/dist-tags.json'))).toEqual({ base: latest, loose: latest, web: latest });
    // What is tagged is what the version step committed, with its changelog beside it.
    expect(git('show', 'space/web/v0.2.0:spaces/web/space.toml')).toBe(text(manifest('web')));
    expect(git('ls-tree', '-r', '--name-only', 'space/web/v0.2.0', 'changelogs')).toContain(
      'changelogs/web.md',
    );
    expect(git('status', '--porcelain')).toBe('');
  });

  it('gives a space a new version when one that it names a version of gets one', async () => {
    workspace.write({ 'spaces/base/commands/more.md': '---\ndescription: More\n---\nMore.\n' });
    commit();
    await done('release', 'version', 'minor', '--projects=base');
    expect(git('diff', '--name-only', 'HEAD').trim().split('\n')).toEqual([
      manifest('base'),
      manifest('web'),
    ]);
    expect(text(manifest('base'))).toContain('version = "0.3.0"');
    expect(text(manifest('web'))).toContain('version = "0.2.1"');
    expect(text(manifest('web'))).toContain('  "space:base@^0.3.0", # why\n');
  });

  it('refuses to publish what is not committed, and publishes what is', async () => {
    const output = await refused('release', 'publish', '--tag=next', '--registry=https://registry.npmjs.org');
    expect(output).toContain('GIT_ERROR "base" has changes that are not committed: space.toml.');
    expect(JSON.parse(text('registry/dist-tags.json'))).toMatchObject({ base: { latest: 'v0.2.0' } });

    git('stash', '-q');
    await done('release', 'publish', '--projects=loose', '--tag=next', '--otp=123456');
    expect(JSON.parse(text('registry/dist-tags.json'))).toMatchObject({
      loose: { latest: 'v0.2.0', next: 'v0.2.0' },
    });
    git('stash', 'pop', '-q');
  });

  it('makes tags and changelogs for what a version step has written', async () => {
    commit();
    await done('release', 'changelog', '0.3.0', '--projects=base', '--git-tag');
    expect(text('changelogs/base.md')).toMatch(/## 0\.3\.0[^]*## 0\.2\.0/);
    expect(tags()).toContain('space/base/v0.3.0');
    await done('release', 'publish', '--projects=base');
    expect(tags()).toContain('base--v0.3.0');
    expect(JSON.parse(text('registry/dist-tags.json'))).toMatchObject({ base: { latest: 'v0.3.0' } });
  });
});

describe.each(['', 'asp-'])('nx release in two clones, with the prefix "%s"', (prefix) => {
  const workspace = freshWorkspace();
  const { done, refused, at, commit, text, git, root } = workspace;
  const edit = (id: string): string => {
    const path = `spaces/${id}/commands/more.md`;
    workspace.write({ [path]: '---\ndescription: More\n---\nMore.\n' });
    return path;
  };
  /** As Nx calls it. */
  const tag = (id: string, version: string): string =>
    prefix === '' ? `space/${id}/v${version}` : `${prefix}${id}/v${version}`;

  it('pushes the tags of all versions it makes, so that the other clone makes none of them again', async () => {
    await done(...generate('init'), '--release', ...(prefix === '' ? [] : [`--space-prefix=${prefix}`]));
    await done(...generate('space'), 'web', '--description=For pages');
    await done(...generate('space'), 'api', '--description=For services');
    const manifest = 'spaces/api/space.toml';
    const nxJson = JSON.parse(text('nx.json'));
    workspace.write({
      [manifest]: `${text(manifest)}\n[deps]\nspaces = ["space:web@^0.1.0"]\n`,
      'nx.json': JSON.stringify({
        ...nxJson,
        targetDefaults: { '@agent-spaces/nx:publish': { options: { push: true } } },
      }),
    });
    commit();
    const remote = join(root, '../remote.git');
    git('clone', '-q', '--bare', '.', remote);
    git('remote', 'add', 'origin', remote);
    await done('release', 'minor', '--yes', '--first-release');
    edit('web');
    commit();
    await done('release', 'patch', '--yes', `--projects=${prefix}web`);
    expect(text(manifest)).toContain('version = "0.2.1"');
    expect(git('ls-remote', '--tags', 'origin')).toContain(`refs/tags/${tag('api', '0.2.1')}\n`);

    git('clone', '-q', remote, '../other');
    symlinkSync(join(root, 'node_modules'), join(root, '../other/node_modules'));
    const other = (...args: string[]): string => git('-C', join(root, '../other'), ...args);
    other('config', 'user.name', 'Bea');
    other('config', 'user.email', 'bea@example.com');
    cpSync(join(root, edit('api')), join(root, '../other/spaces/api/commands/more.md'));
    other('add', 'spaces');
    other('commit', '-q', '-m', 'feat: more');
    const release = ['release', 'patch', '--yes', `--projects=${prefix}api`];
    other('tag', '-d', tag('api', '0.2.1'));
    const withoutTag = await at('../other', ...release);
    expect(withoutTag).toMatchObject({ exitCode: 1 });
    expect(withoutTag.stdout + withoutTag.stderr).toMatch(
      /"api" is version 0\.2\.1 already.*\s+spaces\/api\/space\.toml:3:11/,
    );
    other('fetch', '-q', '--tags');
    expect(await at('../other', ...release)).toMatchObject({ exitCode: 0 });
    expect(other('show', 'origin/main:spaces/api/space.toml')).toContain('version = "0.2.2"');
  });

  it('says what is wrong in a manifest, and moves latest to no prerelease', async () => {
    git('checkout', '-q', '--', '.');
    git('clean', '-fdq', 'spaces');
    git('pull', '-q', '--no-rebase', '--tags', 'origin', 'main');
    const bad = text('spaces/api/space.toml').replace('space:web@', 'space:web@@');
    workspace.write({ 'spaces/api/space.toml': bad });
    expect(await refused('release', 'patch', '--yes', '--dry-run')).toMatch(
      /REF_PARSE_ERROR .*\s+spaces\/api\/space\.toml:\d+:\d+ \(\/deps\/spaces\/0\)/,
    );
    git('checkout', '-q', '--', '.');
    await done('release', '1.0.0-rc.0', '--yes', `--projects=${prefix}web`);
    expect(JSON.parse(text('registry/dist-tags.json'))).toMatchObject({
      web: { latest: 'v0.2.1', rc: 'v1.0.0-rc.0' },
    });
  });
});

describe('spaces whose projects have a prefix', () => {
  it('are generated by either name, and tagged as references look for them', async () => {
    const { done, commit, git, text } = freshWorkspace();
    await done(...generate('init'), '--release', '--space-prefix=space/');
    await done(...generate('space'), 'web', '--description=For pages');
    await done(...generate('space'), 'api', '--description=For services');
    await done(...generate('skill'), 'auditing', '--space=space/web');
    expect(text('spaces/web/skills/auditing/SKILL.md')).toContain('name: auditing');
    commit();
    const output = await done('release', 'minor', '--yes', '--projects=space/web');
    expect(output).not.toContain('references look for');
    expect(git('tag').trim().split('\n')).toEqual(['space/web/v0.2.0', 'web--v0.2.0']);
    expect(text('changelogs/space/web.md')).toContain('## 0.2.0');
  });
});
