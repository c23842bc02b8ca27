import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithClient, loadedBy, NX_EVENT_FLAGS, qualified } from './support/client';
import { newFreshWorkspace, type FreshWorkspace } from './support/fresh-workspace';
import { writeFiles } from './support/git';
import { startLoopbackRegistry, VERDACCIO, type LoopbackRegistry } from './support/loopback-registry';
import { installedOnce, newestVersion, npm } from './support/npm';
import { packPackages } from './support/packed-packages';
import type { Lock } from './support/project';
import { promisedBy } from './support/promised-components';
import { treeOf } from './support/tree';

const SCOPE = '@agent-spaces';
const PLUGIN = `${SCOPE}/nx`;

/** The Nx this repository is built with, and the last line the plugin says it works with. */
const RANGES = ['22.7.12', '~23.2.0'];

const verdaccio = installedOnce('verdaccio', VERDACCIO);
const versions = RANGES.flatMap((range) => {
  const version = typeof verdaccio === 'string' ? newestVersion('nx', range) : verdaccio;
  if (typeof version === 'string') return [version];
  process.stderr.write(`skipped: nx add in a workspace of Nx ${range}: ${version.reason}\n`);
  return [];
});

const SPACE = 'spaces/review-kit';
const BUNDLE = 'apps/web/asp_modules/web';
const STATIONS = ['asp-materialize--web', 'asp-compose--web'];

const text = ({ root }: FreshWorkspace, path: string): string => readFileSync(join(root, path), 'utf8');
const json = <T = unknown>(workspace: FreshWorkspace, path: string): T =>
  JSON.parse(text(workspace, path)) as T;
const tags = ({ git }: FreshWorkspace): readonly string[] => git('tag').trim().split('\n');
/** What git sees that is not committed. */
const changes = ({ git }: FreshWorkspace): readonly string[] =>
  git('status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean);

/** One day in workspaces that differ in their Nx: what works in one works in the other. */
describe(`the published plugin in a workspace of Nx ${versions.join(', and of Nx ') || '(none could be fetched)'}`, () => {
  if (versions.length === 0) return it.skip('is added', () => undefined);

  const workspaces = new Map<string, FreshWorkspace>();
  let registry: LoopbackRegistry | undefined;

  beforeAll(async () => {
    if (typeof verdaccio !== 'string') return;
    const { publish, url } = (registry = await startLoopbackRegistry(verdaccio, SCOPE));
    const publishAll = async (): Promise<void> => {
      for (const { tarball } of await packPackages()) await publish(tarball);
    };
    const setUp = async (version: string): Promise<void> => {
      workspaces.set(version, await newFreshWorkspace(version, { [SCOPE]: url }));
    };
    await Promise.all([publishAll(), ...versions.map(setUp)]);
  });
  afterAll(() => registry?.stop());

  /** Side by side, because they share nothing; the whole step is over when the test is. */
  function inEach(step: (workspace: FreshWorkspace, version: string) => Promise<void>): () => Promise<void> {
    return async () => {
      const results = await Promise.allSettled(
        [...workspaces].map(async ([version, workspace]) => {
          try {
            await step(workspace, version);
          } catch (cause) {
            throw new Error(`with Nx ${version}`, { cause });
          }
        }),
      );
      expect(results).toHaveLength(versions.length);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    };
  }

  it(
    'is added, and makes it ready for spaces',
    inEach(async (workspace, version) => {
      expect(await workspace.nx('add', PLUGIN)).toContain(`Package ${PLUGIN} added successfully.`);
      expect(json(workspace, 'package.json')).toHaveProperty(['devDependencies', PLUGIN]);
      expect(json(workspace, 'node_modules/nx/package.json')).toHaveProperty('version', version);
      // It fails where two packages do not fit together.
      await npm(workspace.root, 'ls', '--all');

      expect(json(workspace, 'nx.json')).toMatchObject({
        plugins: [PLUGIN],
        tui: { enabled: false },
        sync: { globalGenerators: [`${PLUGIN}:sync-lock`] },
      });
      expect(changes(workspace)).toEqual(
        expect.arrayContaining(['?? asp-targets.toml', '?? registry/dist-tags.json', '?? spaces/README.md']),
      );
      writeFiles(workspace.root, {
        'apps/web/project.json': '{ "name": "web" }\n',
        'apps/api/project.json': '{ "name": "api" }\n',
      });
      workspace.commit('chore: add the plugin');
    }),
  );

  it(
    'makes a space, what is in it, and a Run Target',
    inEach(async (workspace) => {
      const { generate } = workspace;
      await generate(`${PLUGIN}:space`, 'review-kit', '--description=Reviewing', '--initialVersion=1.0.0');
      await generate(`${PLUGIN}:skill`, 'reading-diffs', '--description=How to read a diff');
      await generate(`${PLUGIN}:hook`, 'SessionStart');
      await generate(`${PLUGIN}:mcp-server`, 'page-facts');
      await generate(`${PLUGIN}:run-target`, 'web', '--project=web', '--compose=space:review-kit@dev');
      expect(changes(workspace)).toEqual([
        '?? apps/web/asp-targets.toml',
        `?? ${SPACE}/commands/about-review-kit.md`,
        `?? ${SPACE}/hooks/hooks.json`,
        `?? ${SPACE}/hooks/session-start.sh`,
        `?? ${SPACE}/mcp/mcp.json`,
        `?? ${SPACE}/mcp/page-facts.mjs`,
        `?? ${SPACE}/skills/reading-diffs/SKILL.md`,
        `?? ${SPACE}/skills/reading-diffs/reference.md`,
        `?? ${SPACE}/space.toml`,
      ]);
    }),
  );

  it(
    'finds that the lock is missing, and writes it',
    inEach(async (workspace) => {
      const { exitCode, stdout, stderr } = await workspace.run('sync:check');
      expect({ exitCode, said: stdout + stderr }).toMatchObject({
        exitCode: 1,
        said: expect.stringContaining('apps/web/asp-lock.json\n  + web: new in the lock\n') as string,
      });
      await workspace.nx('sync');
      const lock = json<Lock>(workspace, 'apps/web/asp-lock.json');
      expect(lock.targets['web']?.loadOrder).toHaveLength(1);
      await workspace.nx('sync:check');
      expect(json(workspace, 'apps/web/asp-lock.json')).toEqual(lock);
      workspace.commit('feat: a space');
    }),
  );

  it(
    'composes, and takes from the cache what was composed before',
    inEach(async (workspace) => {
      const composed = (): unknown => ({
        plugins: treeOf(join(workspace.root, BUNDLE, 'plugins')),
        record: text(workspace, `${BUNDLE}/.asp-bundle.json`),
      });
      const first = await workspace.nx('run', 'web:asp-compose');
      for (const station of STATIONS) expect(first).toContain(`> nx run web:${station}\n`);
      const before = composed();
      expect(before).toMatchObject({
        plugins: { '000-review-kit/skills/reading-diffs/SKILL.md': expect.stringMatching(/^644 /) as string },
      });

      rmSync(join(workspace.root, BUNDLE), { recursive: true });
      const second = await workspace.nx('run', 'web:asp-compose');
      for (const station of STATIONS) expect(second).toContain(`> nx run web:${station}  [local cache]\n`);
      expect(composed()).toEqual(before);
      expect(changes(workspace)).toEqual([]);
    }),
  );

  describeWithClient('and the client', () => {
    it(
      'is started with what the Run Target composes',
      inEach(async (workspace) => {
        const seen = await workspace.session(['run', 'web:asp-run', '--prompt=hi', ...NX_EVENT_FLAGS]);
        const init = loadedBy(seen);
        // Nx says what it does on the same stdout.
        const problems = seen.problems.filter(({ kind }) => kind !== 'noise');
        expect({ exitCode: seen.exitCode, problems }).toEqual({ exitCode: 0, problems: [] });
        expect(init.cwd).toBe(join(workspace.root, 'apps/web'));
        expect(init.plugins).toMatchObject([
          { name: 'review-kit', path: join(workspace.root, BUNDLE, 'plugins/000-review-kit') },
        ]);
        const promised = promisedBy(join(workspace.root, SPACE), 'review-kit');
        expect(promised.skills).toEqual(['review-kit:reading-diffs']);
        expect(qualified(init.skills)).toEqual(promised.skills);
        expect(qualified(init.slash_commands)).toEqual([...promised.commands, ...promised.skills].sort());
        expect(init.mcp_servers).toEqual([{ name: 'page-facts', status: 'connected' }]);
        expect(seen.hookEvents).toMatchObject([{ event: 'SessionStart', outcome: 'success' }]);
        expect(seen.requests[0]?.user).toContain('hi');
      }),
    );
  });

  it(
    'releases the space: version, changelog, tags, dist-tags and the entry for stock clients',
    inEach(async (workspace) => {
      const { git, generate, nx } = workspace;
      await generate(`${PLUGIN}:init`, '--release');
      expect(changes(workspace)).toEqual([' M nx.json']);
      workspace.commit('chore: release spaces');
      await nx('release', 'minor', '--first-release', '--yes');
      expect(tags(workspace)).toEqual(['review-kit--v1.1.0', 'space/review-kit/v1.1.0']);
      expect(git('show', `space/review-kit/v1.1.0:${SPACE}/space.toml`)).toContain('version = "1.1.0"');
      expect(text(workspace, 'changelogs/review-kit.md')).toMatch(/^## 1\.1\.0 [^]*- a space\n/);
      expect(json(workspace, '.claude-plugin/marketplace.json')).toMatchObject({
        plugins: [{ name: 'review-kit', version: '1.1.0', source: './spaces/review-kit' }],
      });

      await generate(`${PLUGIN}:publish`, 'review-kit', '--distTag=stable');
      expect(json(workspace, 'registry/dist-tags.json')).toEqual({
        'review-kit': { latest: 'v1.1.0', stable: 'v1.1.0' },
      });
      expect(changes(workspace)).toEqual([]);
    }),
  );

  it(
    'pins what was released, and knows what an edit concerns',
    inEach(async (workspace) => {
      const { git, generate, nx } = workspace;
      await generate(`${PLUGIN}:add`, 'space:review-kit@^1.1.0', '--project=web');
      await nx('sync');
      const [pinned] = Object.values(json<Lock>(workspace, 'apps/web/asp-lock.json').spaces);
      expect(pinned).toMatchObject({
        commit: git('rev-parse', 'space/review-kit/v1.1.0^{commit}').trim(),
        resolvedFrom: { semver: '1.1.0' },
      });
      workspace.commit('chore: pin');

      await generate(`${PLUGIN}:command`, 'check-diff');
      expect(changes(workspace)).toEqual([`?? ${SPACE}/commands/check-diff.md`]);
      workspace.commit('feat: a command');
      const done = await nx('affected', '-t', 'asp-lint', 'asp-compose', '--base=HEAD~1');
      expect(done).toContain('Running targets asp-lint, asp-compose for 2 projects');
      expect(done).toContain('\n- review-kit\n- web\n\n');
      // The edit came after what is pinned.
      expect(readdirSync(join(workspace.root, BUNDLE, 'plugins/000-review-kit/commands'))).toEqual([
        'about-review-kit.md',
      ]);
    }),
  );
});
