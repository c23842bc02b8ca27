import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spaceToml, writeFiles } from './support/git';
import { createNxWorkspace, type NxWorkspace } from './support/nx-workspace';
import { targetsToml } from './support/project';
import { ONE_AT_A_TIME } from './support/task-workspace';

interface Target {
  readonly executor?: string;
  readonly cache?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly inputs?: readonly unknown[];
  readonly dependsOn?: readonly unknown[];
}

interface Graph {
  readonly graph: {
    readonly nodes: Readonly<
      Record<string, { readonly data: { readonly root: string; readonly targets: Record<string, Target> } }>
    >;
    readonly dependencies: Readonly<
      Record<string, readonly { readonly target: string; readonly type: string }[]>
    >;
  };
}

const deps = (...refs: string[]): string => `\n[deps]\nspaces = ${JSON.stringify(refs)}\n`;

/** base ← style ← (apps/web: frontend pinned, backend at @dev) */
const FILES = {
  'spaces/base/space.toml': spaceToml('base'),
  'spaces/base/skills/base/SKILL.md': '# Base\n',
  'spaces/style/space.toml': spaceToml('style', deps('space:base@^1.0.0')),
  'spaces/lonely/space.toml': spaceToml('lonely'),
  'apps/web/package.json': JSON.stringify({ name: '@acme/web', version: '1.0.0' }),
  'apps/web/asp-targets.toml': targetsToml({
    frontend: ['space:style@^1.0.0'],
    backend: ['space:lonely@dev'],
  }),
  'libs/other/project.json': JSON.stringify({ name: 'other' }),
};

async function graphOf(
  { root, nx }: NxWorkspace,
  env: Readonly<Record<string, string>> = {},
): Promise<Graph['graph']> {
  const file = join(root, '.nx/graph.json');
  rmSync(file, { force: true });
  const { exitCode, stdout, stderr } = await nx(['graph', `--file=${file}`], env);
  if (exitCode !== 0) throw new Error(`nx graph: exit code ${exitCode}\n${stdout}${stderr}`);
  return (JSON.parse(readFileSync(file, 'utf8')) as Graph).graph;
}

const edgesOf = ({ dependencies }: Graph['graph']): readonly string[] =>
  Object.entries(dependencies)
    .flatMap(([source, edges]) => edges.map(({ target, type }) => `${source} → ${target} (${type})`))
    .sort();

const lockOf = (loadOrder: readonly string[]): string => {
  const sha = 'a'.repeat(40);
  const entries = loadOrder.map((id) => [
    `${id}@${sha.slice(0, 12)}`,
    {
      id,
      commit: sha,
      path: `spaces/${id}`,
      integrity: `sha256:${'0'.repeat(64)}`,
      plugin: { name: id },
      deps: { spaces: [] },
      resolvedFrom: { selector: '^1.0.0' },
    },
  ]);
  const keys = entries.map(([key]) => key);
  return JSON.stringify({
    lockfileVersion: 1,
    resolverVersion: 1,
    generatedAt: '2026-01-01T00:00:00Z',
    registry: { type: 'git', url: '.' },
    spaces: Object.fromEntries(entries),
    targets: {
      frontend: {
        compose: ['space:style@^1.0.0'],
        roots: [keys[0]],
        loadOrder: keys,
        envHash: `sha256:${'1'.repeat(64)}`,
      },
    },
  });
};

describe('the graph of a workspace with spaces', () => {
  it('has a project for every space and every directory with Run Targets', async () => {
    const workspace = createNxWorkspace(FILES);
    expect(((await workspace.nxJson(['show', 'projects', '--json'])) as string[]).sort()).toEqual([
      '@acme/web',
      'base',
      'lonely',
      'other',
      'style',
    ]);
    expect(await workspace.nxJson(['show', 'project', 'style', '--json'])).toMatchObject({
      root: 'spaces/style',
      tags: ['asp:space'],
      targets: { 'asp-materialize': { executor: '@agent-spaces/nx:materialize-space', cache: true } },
    });
    expect(await workspace.nxJson(['show', 'project', '@acme/web', '--json'])).toMatchObject({
      root: 'apps/web',
      targets: {
        'asp-compose': { executor: 'nx:noop', dependsOn: ['asp-compose--frontend', 'asp-compose--backend'] },
        'asp-run': { configurations: { frontend: { runTarget: 'frontend' } } },
      },
    });
  });

  it('has an edge for every space that a manifest names', async () => {
    expect(edgesOf(await graphOf(createNxWorkspace(FILES)))).toEqual([
      '@acme/web → lonely (static)',
      '@acme/web → style (static)',
      'style → base (static)',
    ]);
  });

  it('is the same from the daemon and from isolated plugins', async () => {
    const workspace = createNxWorkspace({
      ...FILES,
      'apps/web/asp-lock.json': lockOf(['style', 'base']),
    });
    const plain = await graphOf(workspace);
    const isolated = await graphOf(workspace, {
      NX_ISOLATE_PLUGINS: 'true',
      NX_CACHE_PROJECT_GRAPH: 'false',
    });
    expect(isolated).toEqual(plain);
    try {
      expect(await graphOf(workspace, { NX_DAEMON: 'true' })).toEqual(plain);
      workspace.write({ 'spaces/late/space.toml': spaceToml('late') });
      const named = async () => Object.keys((await graphOf(workspace, { NX_DAEMON: 'true' })).nodes).sort();
      let found = await named();
      // The daemon knows of a file when its watcher has told it.
      for (let asked = 1; asked < 20 && !found.includes('late'); asked++) found = await named();
      expect(found).toEqual([...Object.keys(plain.nodes), 'late'].sort());
    } finally {
      await workspace.nx(['daemon', '--stop'], { NX_DAEMON: 'true' });
    }
  });

  it('takes in a space that was named before it was there', async () => {
    const workspace = createNxWorkspace({
      ...FILES,
      'apps/web/asp-targets.toml': targetsToml({ frontend: ['space:style@dev', 'space:late@dev'] }),
    });
    expect(edgesOf(await graphOf(workspace))).toEqual([
      '@acme/web → style (static)',
      'style → base (static)',
    ]);
    workspace.write({ 'spaces/late/space.toml': spaceToml('late') });
    expect(edgesOf(await graphOf(workspace))).toContain('@acme/web → late (static)');
  });

  it('takes in the first space of a workspace, and finds it again after a branch without', async () => {
    const workspace = createNxWorkspace({
      'apps/page/asp-targets.toml': targetsToml({ page: ['space:web@dev'] }),
    });
    expect(edgesOf(await graphOf(workspace))).toEqual([]);
    workspace.git('checkout', '-q', '-b', 'spaces');
    workspace.write({ 'spaces/web/space.toml': spaceToml('web') });
    workspace.git('add', 'spaces');
    workspace.git('commit', '-q', '-m', 'Space');
    expect(edgesOf(await graphOf(workspace))).toEqual(['page → web (static)']);
    workspace.git('checkout', '-q', 'main');
    expect(edgesOf(await graphOf(workspace))).toEqual([]);
    workspace.git('checkout', '-q', 'spaces');
    expect(edgesOf(await graphOf(workspace))).toEqual(['page → web (static)']);
  });

  it('follows what a lock loads, also one that git ignores', async () => {
    const workspace = createNxWorkspace(FILES);
    await graphOf(workspace);
    workspace.write({ 'apps/web/asp-lock.json': lockOf(['style', 'base']) });
    expect(edgesOf(await graphOf(workspace))).toContain('@acme/web → base (static)');

    const ignoring = createNxWorkspace({
      ...FILES,
      '.gitignore': 'node_modules/\n.nx/\nasp-lock.json\n',
    });
    await graphOf(ignoring);
    ignoring.write({ 'apps/web/asp-lock.json': lockOf(['style', 'base']) });
    const edges = edgesOf(await graphOf(ignoring));
    expect(edges).toContain('@acme/web → base (implicit)');
    expect(edges).toContain('@acme/web → style (static)');
    expect(edges).not.toContain('@acme/web → style (implicit)');
  });

  it('tells which projects a change affects', async () => {
    const workspace = createNxWorkspace(FILES);
    const affectedBy = async (file: string): Promise<readonly string[]> =>
      (
        (await workspace.nxJson(['show', 'projects', '--affected', `--files=${file}`, '--json'])) as string[]
      ).sort();
    expect(await affectedBy('spaces/base/skills/base/SKILL.md')).toEqual(['@acme/web', 'base', 'style']);
    expect(await affectedBy('spaces/lonely/space.toml')).toEqual(['@acme/web', 'lonely']);
    expect(await affectedBy('libs/other/project.json')).toEqual(['other']);
  });

  it('counts what a project inside a space holds as content of the space', async () => {
    const workspace = createNxWorkspace({
      'package.json': JSON.stringify({ name: 'workspace', private: true, workspaces: ['spaces/*/mcp/srv'] }),
      'spaces/web/space.toml': spaceToml('web'),
      'spaces/web/mcp/srv/package.json': JSON.stringify({ name: 'srv', version: '1.0.0' }),
      'spaces/web/mcp/srv/i.js': '1;\n',
      'spaces/web/scripts/project.json': JSON.stringify({ name: 'scripts' }),
      'spaces/web/scripts/i.js': '1;\n',
      'apps/page/asp-targets.toml': targetsToml({ page: ['space:web@dev'] }),
    });
    expect(edgesOf(await graphOf(workspace))).toEqual([
      'page → web (static)',
      'web → scripts (implicit)',
      'web → srv (implicit)',
    ]);
    const programs = { srv: 'mcp/srv/i.js', scripts: 'scripts/i.js' };
    for (const [inside, path] of Object.entries(programs)) {
      const file = `spaces/web/${path}`;
      const affected = ['show', 'projects', '--affected', `--files=${file}`, '--json'];
      expect(((await workspace.nxJson(affected)) as string[]).sort()).toEqual([inside, 'page', 'web'].sort());
    }

    const run = async (): Promise<string> => {
      const { exitCode, stdout, stderr } = await workspace.nx(
        ['run-many', '-t', 'asp-lint', 'asp-materialize', 'asp-compose'],
        { ASP_HOME: join(workspace.root, '.nx/asp'), ...ONE_AT_A_TIME },
      );
      if (exitCode !== 0) throw new Error(stdout + stderr);
      return stdout;
    };
    const hits = (said: string): readonly string[] =>
      [...said.matchAll(/^> nx run (\S+) .*cache/gm)].map(([, task]) => task ?? '').sort();
    await run();
    const all = [
      'page:asp-compose--page',
      'page:asp-materialize--page',
      'web:asp-lint',
      'web:asp-materialize',
    ];
    expect(hits(await run())).toEqual(all);
    for (const path of Object.values(programs)) {
      workspace.write({ [`spaces/web/${path}`]: '2;\n' });
      expect(hits(await run())).toEqual([]);
      for (const plugin of ['dist/asp/web', 'apps/page/asp_modules/page/plugins/000-web']) {
        expect(readFileSync(join(workspace.root, plugin, path), 'utf8')).toBe('2;\n');
      }
    }
  });

  it('calls a space what its project.json calls it, in references too', async () => {
    const workspace = createNxWorkspace({
      ...FILES,
      'spaces/lonely/project.json': JSON.stringify({ name: 'renamed' }),
      'spaces/style/space.toml': spaceToml('style', deps('space:lonely@dev')),
    });
    const graph = await graphOf(workspace);
    expect(edgesOf(graph)).toEqual([
      '@acme/web → renamed (implicit)',
      '@acme/web → style (static)',
      'style → renamed (implicit)',
    ]);
    // What names it has not changed, and is not read again.
    workspace.git('rm', '-rq', 'spaces/lonely');
    expect(edgesOf(await graphOf(workspace))).toEqual(['@acme/web → style (static)']);
    workspace.git('checkout', '-q', 'HEAD', 'spaces/lonely');
    expect(edgesOf(await graphOf(workspace))).toEqual(edgesOf(graph));
    const target = graph.nodes['@acme/web']?.data.targets['asp-materialize--backend'];
    expect(target?.dependsOn).toContainEqual({ target: 'asp-materialize', projects: ['renamed'] });
    expect(target?.inputs).toContainEqual({ projects: ['renamed'], input: 'aspSpace' });
  });

  it('has Run Targets of the workspace itself', async () => {
    const workspace = createNxWorkspace({
      'spaces/base/space.toml': spaceToml('base'),
      'asp-targets.toml': targetsToml({ main: ['space:base@dev'] }),
    });
    expect(await workspace.nxJson(['show', 'project', 'workspace', '--json'])).toMatchObject({
      root: '.',
      targets: {
        'asp-run': { options: { runTarget: 'main', registry: '.' } },
        'asp-compose--main': { outputs: ['{projectRoot}/asp_modules/main/.asp-bundle.json'] },
      },
    });
    expect(edgesOf(await graphOf(workspace))).toEqual(['workspace → base (static)']);
  });

  it('is not made twice by a plugin that is listed twice', async () => {
    const nxJson = (plugins: readonly unknown[]): string =>
      JSON.stringify({ analytics: false, neverConnectToCloud: true, tui: { enabled: false }, plugins });
    const once = createNxWorkspace(FILES);
    const split = createNxWorkspace({
      ...FILES,
      'nx.json': nxJson([
        { plugin: '@agent-spaces/nx', include: ['spaces/**'] },
        { plugin: '@agent-spaces/nx', exclude: ['spaces/**'] },
      ]),
    });
    const [whole, parts] = [await graphOf(once), await graphOf(split)];
    expect(edgesOf(parts)).toEqual(edgesOf(whole));
    expect(Object.keys(parts.nodes)).toEqual(expect.arrayContaining(Object.keys(whole.nodes)));
    expect(parts.nodes['@acme/web']?.data.targets['asp-resolve--frontend']?.options).toEqual({
      registry: '.',
      runTarget: 'frontend',
    });
    // Whoever sees no space cannot tell that one is here, and caches nothing that it cannot key.
    expect(parts.nodes['@acme/web']?.data.targets['asp-compose--backend']?.cache).toBe(false);
    expect(whole.nodes['@acme/web']?.data.targets['asp-compose--backend']?.cache).toBe(true);
  });
});

describe('a workspace at fault', () => {
  it('keeps the rest of its graph', async () => {
    const workspace = createNxWorkspace({
      ...FILES,
      'spaces/broken/space.toml': 'schema = 1\r\nid = "broken\r\n',
      'apps/web/asp-lock.json': '{\n<<<<<<< HEAD\n  "lockfileVersion": 1,\n=======\n>>>>>>> other\n}\n',
    });
    const { exitCode, stderr, stdout } = await workspace.nx(['show', 'projects']);
    expect(exitCode).toBe(1);
    const said = stdout + stderr;
    expect(said).toMatch(/2 errors occurred while processing files for the @agent-spaces\/nx plugin/);
    expect(said).toMatch(/spaces\/broken\/space\.toml:2:\d+/);
    expect(said).toMatch(/apps\/web\/asp-lock\.json:2:1/);
    expect(said).toMatch(/→ Take either side whole/);
    expect(said).not.toMatch(/\n\s+at /);

    await workspace.nx(['graph', '--file=.nx/graph.json']);
    const { graph } = JSON.parse(readFileSync(join(workspace.root, '.nx/graph.json'), 'utf8')) as Graph;
    expect(Object.keys(graph.nodes).sort()).toEqual(['@acme/web', 'base', 'lonely', 'other', 'style']);
    expect(Object.keys(graph.nodes['@acme/web']?.data.targets ?? {})).toContain('asp-run--frontend');
    expect(edgesOf(graph)).toContain('style → base (static)');
  });

  it.each([
    ['a project.json without a name', { 'libs/base/project.json': '{}' }, 'libs/base/project.json'],
    [
      'a package.json of a package manager’s workspace',
      {
        'package.json': JSON.stringify({ name: 'workspace', private: true, workspaces: ['libs/*'] }),
        'libs/x/package.json': JSON.stringify({ name: 'base', version: '1.0.0' }),
      },
      'libs/x/package.json',
    ],
    ['the workspace itself', { 'project.json': JSON.stringify({ name: 'base' }) }, 'project.json'],
  ])('names both files where a space is called like %s', async (_, files, other) => {
    const workspace = createNxWorkspace({ ...FILES, ...files });
    const { exitCode, stdout, stderr } = await workspace.nx(['show', 'projects']);
    expect(exitCode).toBe(1);
    const said = stdout + stderr;
    expect(said).toContain(
      `Two projects are called "base": the space of spaces/base/space.toml, and the project of ${other}`,
    );
    expect(said).toContain('`spacePrefix`');

    workspace.write({
      'nx.json': JSON.stringify({
        analytics: false,
        neverConnectToCloud: true,
        plugins: [{ plugin: '@agent-spaces/nx', options: { spacePrefix: 'space-' } }],
      }),
    });
    expect(await workspace.nxJson(['show', 'projects', '--json'])).toEqual(
      expect.arrayContaining(['base', 'space-base', 'space-style']),
    );
    expect(edgesOf(await graphOf(workspace))).toContain('space-style → space-base (static)');
  });

  it.each([
    ['empty', '', 'The lock file is empty'],
    ['cut off', lockOf(['style', 'base']).slice(0, 300), 'The lock file is damaged'],
  ])('says how to come by a lock where it is %s', async (_, text, message) => {
    const { nx } = createNxWorkspace({ ...FILES, 'apps/web/asp-lock.json': text });
    const { exitCode, stdout, stderr } = await nx(['show', 'projects']);
    expect(exitCode).toBe(1);
    const said = stdout + stderr;
    expect(said).toContain(message);
    expect(said).toMatch(/apps\/web\/asp-lock\.json:1:\d+\n\s+→ Restore the lock file .* nx sync/);
  });

  it('says which option is wrong', async () => {
    const workspace = createNxWorkspace({
      ...FILES,
      'nx.json': JSON.stringify({
        analytics: false,
        plugins: [{ plugin: '@agent-spaces/nx', options: { space: 'x' } }],
      }),
    });
    const { exitCode, stdout, stderr } = await workspace.nx(['show', 'projects']);
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain('There is no option `space`');
  });
});

describe('what a task is cached by', () => {
  /** Executors that only run: the graph's inputs are what is tested. */
  const STAND_INS = {
    'stand-ins.js': `
      const { createNodesV2: [glob, infer] } = require('@agent-spaces/nx');
      exports.createNodesV2 = [glob, async (...given) => {
        const results = await infer(...given);
        for (const [, { projects }] of results) for (const project of Object.values(projects))
          for (const target of Object.values(project.targets ?? {})) {
            if (target.executor === 'nx:noop') continue;
            delete target.executor;
            delete target.dependsOn;
            target.outputs = [];
            target.command = 'node -e 0';
            target.options = {};
          }
        return results;
      }];
      exports.createDependencies = require('@agent-spaces/nx').createDependencies;`,
    'nx.json': JSON.stringify({
      analytics: false,
      neverConnectToCloud: true,
      tui: { enabled: false },
      plugins: ['./stand-ins.js'],
    }),
    'apps/web/asp-lock.json': lockOf(['style', 'base']),
    'apps/dotted/asp-targets.toml': targetsToml({ '"a.b"': ['space:base@^1.0.0'] }),
    'apps/dotted/asp-lock.json': lockOf(['base']).replace('"frontend"', '"a.b"'),
  };

  async function run({ nx }: NxWorkspace): Promise<readonly string[]> {
    const { exitCode, stdout, stderr } = await nx([
      'run-many',
      '-t',
      'asp-materialize',
      'asp-materialize--frontend',
      'asp-materialize--backend',
      'asp-materialize--a.b',
      '--parallel=1',
    ]);
    if (exitCode !== 0) throw new Error(stdout + stderr);
    return [...stdout.matchAll(/^> nx run (\S+)( .*)?$/gm)]
      .filter(([, , cached]) => cached === undefined)
      .map(([, task]) => task ?? '')
      .sort();
  }

  it('is a hit until something it is made of changes', async () => {
    const workspace = createNxWorkspace({ ...FILES, ...STAND_INS });
    await run(workspace);
    expect(await run(workspace)).toEqual([]);

    appendFileSync(join(workspace.root, 'spaces/lonely/space.toml'), '# changed\n');
    expect(await run(workspace)).toEqual(['@acme/web:asp-materialize--backend', 'lonely:asp-materialize']);

    appendFileSync(join(workspace.root, 'spaces/base/skills/base/SKILL.md'), 'More.\n');
    expect(await run(workspace)).toEqual(['base:asp-materialize', 'style:asp-materialize']);

    const lock = join(workspace.root, 'apps/web/asp-lock.json');
    const text = readFileSync(lock, 'utf8');
    writeFileSync(lock, text.replace('2026-01-01', '2027-01-01'));
    expect(await run(workspace)).toEqual([]);
    writeFileSync(lock, text.replaceAll('1'.repeat(64), '2'.repeat(64)));
    expect(await run(workspace)).toEqual(['@acme/web:asp-materialize--frontend']);

    const dotted = join(workspace.root, 'apps/dotted/asp-lock.json');
    writeFileSync(dotted, readFileSync(dotted, 'utf8').replaceAll('1'.repeat(64), '2'.repeat(64)));
    expect(await run(workspace)).toEqual(['dotted:asp-materialize--a.b']);
  });

  it('includes the dependencies of a space that are no spaces', async () => {
    const workspace = createNxWorkspace({
      ...FILES,
      ...STAND_INS,
      'spaces/base/project.json': JSON.stringify({ implicitDependencies: ['other'] }),
      'libs/other/data.txt': 'one\n',
    });
    await run(workspace);
    expect(await run(workspace)).toEqual([]);
    appendFileSync(join(workspace.root, 'libs/other/data.txt'), 'two\n');
    expect(await run(workspace)).toEqual(['base:asp-materialize', 'style:asp-materialize']);
  });

  it('can be said for all projects in nx.json', async () => {
    const nxJson = JSON.parse(STAND_INS['nx.json']) as object;
    const workspace = createNxWorkspace({
      ...FILES,
      ...STAND_INS,
      'nx.json': JSON.stringify({
        ...nxJson,
        namedInputs: { aspSpace: ['{projectRoot}/**/*', '!{projectRoot}/README.md'] },
      }),
      'spaces/base/README.md': 'one\n',
    });
    await run(workspace);
    appendFileSync(join(workspace.root, 'spaces/base/README.md'), 'two\n');
    expect(await run(workspace)).toEqual([]);
  });
});

describe('what the plugin keeps for the next graph', () => {
  it('lies in the workspace data directory, and a damaged one is made anew', async () => {
    const workspace = createNxWorkspace(FILES);
    const before = await graphOf(workspace);
    const kept = join(workspace.root, '.nx/workspace-data/agent-spaces.facts');
    const content = readFileSync(kept, 'utf8');
    writeFileSync(kept, content.replace('lonely', 'lonesome'));
    expect(await graphOf(workspace)).toEqual(before);
    rmSync(join(workspace.root, '.nx'), { recursive: true });
    expect(await graphOf(workspace, { NX_CACHE_PROJECT_GRAPH: 'false' })).toEqual(before);
    expect(existsSync(kept)).toBe(false);
  });
});

describe('asp-run', () => {
  it('has the terminal to itself', async () => {
    const workspace = createNxWorkspace(FILES);
    writeFiles(workspace.root, {
      'print.js': `exports.postTasksExecution = () =>
        console.log('runner:', process.env.NX_NATIVE_COMMAND_RUNNER);`,
      'nx.json': JSON.stringify({
        analytics: false,
        neverConnectToCloud: true,
        tui: { enabled: false },
        plugins: ['@agent-spaces/nx', './print.js'],
        targetDefaults: { 'asp-run': { dependsOn: [] } },
      }),
    });
    const { stdout } = await workspace.nx(['run', '@acme/web:asp-run:backend', '--dryRun']);
    expect(stdout).toContain('runner: false');
    const other = await workspace.nx(['run', '@acme/web:asp-verify--backend']);
    expect(other.stdout).toContain('runner: undefined');
  });
});
