import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { commitRegistry, spaceToml, writeFiles } from './support/git';
import { scratch } from './support/places';
import { targetsToml, type Lock } from './support/project';
import {
  createTaskWorkspace,
  executed,
  installedElsewhere,
  nxJsonWith,
  pluginsOf,
  restored,
  said,
  type TaskRun,
  type TaskWorkspace,
} from './support/task-workspace';

const skill = (name: string, text: string): string => `---\nname: ${name}\ndescription: d\n---\n${text}\n`;

/** base ← style; web takes both and lonely as they lie here, and tool as it was published; api takes base. */
const FILES = {
  '.gitignore': 'node_modules/\ndist/\nasp_modules/\n.asp.lock\n.nx/\n*.local\napps/quiet/asp-lock.json\n',
  'spaces/base/space.toml': spaceToml('base'),
  'spaces/base/skills/base/SKILL.md': skill('base', 'One'),
  'spaces/base/skills/base/table.csv': 'no,shebang\n',
  'spaces/style/space.toml': spaceToml('style', '\n[deps]\nspaces = ["space:base@dev"]\n'),
  'spaces/style/skills/style/SKILL.md': skill('style', 'One'),
  'spaces/style/skills/style/more.md': 'More\n',
  'spaces/lonely/space.toml': spaceToml('lonely'),
  'spaces/lonely/skills/lonely/SKILL.md': skill('lonely', 'One'),
  'spaces/tool/space.toml': spaceToml('tool'),
  'spaces/tool/skills/tool/SKILL.md': skill('tool', 'One'),
  'registry/dist-tags.json': JSON.stringify({ tool: { stable: 'v1.0.0' } }),
  'apps/web/asp-targets.toml': targetsToml({
    work: ['space:style@dev'],
    other: ['space:lonely@dev'],
    fixed: ['space:tool@^1.0.0'],
    stable: ['space:tool@stable'],
  }),
  'apps/api/asp-targets.toml': targetsToml({ api: ['space:base@dev'] }),
  // Its lock is nothing that git knows, as where every checkout pins for itself.
  'apps/quiet/asp-targets.toml': targetsToml({ quiet: ['space:tool@stable'] }),
};

const WEB = ['work', 'other', 'fixed', 'stable'];

const stations = (project: string, ...targets: readonly string[]): readonly string[] =>
  targets
    .flatMap((target) => [`${project}:asp-compose--${target}`, `${project}:asp-materialize--${target}`])
    .sort();

const spaces = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `${name}:asp-materialize`);

/** Every task of web that could be cached, but those named. */
const othersOfWeb = (...ran: readonly string[]): readonly string[] =>
  stations('web', ...WEB.filter((target) => !ran.includes(target)));

describe('a workspace of spaces and Run Targets', () => {
  let workspace: TaskWorkspace;
  const at = (path: string): string => join(workspace.root, path);

  beforeAll(async () => {
    workspace = createTaskWorkspace(FILES);
    workspace.git('tag', 'space/tool/v1.0.0');
    await workspace.nx(['run-many', '-t', 'asp-materialize', 'asp-compose', '--parallel=3']);
    commit();
  });

  function commit(): void {
    workspace.git('add', '-A');
    workspace.git('commit', '-q', '--allow-empty', '-m', 'Change');
  }

  async function affectedProjects(base = 'HEAD'): Promise<readonly string[]> {
    const { stdout } = await workspace.nx(['show', 'projects', '--affected', `--base=${base}`, '--json']);
    return (JSON.parse(stdout) as string[]).sort();
  }

  const runAffected = (base = 'HEAD'): Promise<TaskRun> =>
    workspace.nx(['affected', '-t', 'asp-materialize', 'asp-compose', `--base=${base}`]);

  const runProject = (...projects: readonly string[]): Promise<TaskRun> =>
    workspace.nx(['run-many', '-t', 'asp-compose', `--projects=${projects.join()}`]);

  /** The tree that Nx made or restored is the one that `asp install` makes. */
  async function expectAsInstalled(project: string, ...targets: readonly string[]): Promise<void> {
    const installed = await installedElsewhere(at(project), workspace.root, targets);
    expect(pluginsOf(at(project), targets)).toEqual(installed);
  }

  const lockOf = (project: string): Lock =>
    JSON.parse(readFileSync(at(`${project}/asp-lock.json`), 'utf8')) as Lock;

  const versionIn = (project: string, target: string): string | undefined => {
    const { spaces: locked, targets } = lockOf(project);
    return locked[targets[target]?.loadOrder[0] ?? '']?.resolvedFrom.semver;
  };

  it('runs what an edited space is part of, and nothing else', async () => {
    appendFileSync(at('spaces/base/skills/base/SKILL.md'), 'Two\n');
    expect(await affectedProjects()).toEqual(['api', 'base', 'style', 'web']);
    const run = await runAffected();
    expect(executed(run)).toEqual(
      [...spaces('base', 'style'), ...stations('web', 'work'), ...stations('api', 'api')].sort(),
    );
    expect(restored(run)).toEqual([...spaces('lonely'), ...othersOfWeb('work')].sort());
    await expectAsInstalled('apps/web', ...WEB);
    await expectAsInstalled('apps/api', 'api');
    commit();
  });

  it('runs nothing for the working copy of a space that is pinned everywhere, but the space itself', async () => {
    appendFileSync(at('spaces/tool/skills/tool/SKILL.md'), 'Not published\n');
    expect(await affectedProjects()).toEqual(['quiet', 'tool', 'web']);
    const run = await runAffected();
    expect(executed(run)).toEqual(spaces('tool'));
    await expectAsInstalled('apps/web', 'fixed', 'stable');
    workspace.git('checkout', '-q', '.');
  });

  it('sees the mode of a file that is no script, before and after it is committed', async () => {
    const table = 'skills/base/table.csv';
    const modeIn = (place: string): number => statSync(at(`${place}/${table}`)).mode & 0o777;
    const web = 'apps/web/asp_modules/work/plugins/000-base';
    expect(modeIn(web)).toBe(0o644);

    chmodSync(at(`spaces/base/${table}`), 0o755);
    const run = await runAffected();
    expect(executed(run)).toEqual(
      [...spaces('base'), ...stations('web', 'work'), ...stations('api', 'api')].sort(),
    );
    expect([modeIn(web), modeIn('dist/asp/base')]).toEqual([0o755, 0o755]);
    await expectAsInstalled('apps/web', 'work');

    commit();
    const committed = await runAffected('HEAD~1');
    expect(executed(committed)).toEqual([]);
    expect([modeIn(web), modeIn('dist/asp/base')]).toEqual([0o755, 0o755]);

    // The tree of an earlier state comes back with its modes.
    chmodSync(at(`spaces/base/${table}`), 0o644);
    expect(executed(await runAffected())).toEqual([]);
    expect([modeIn(web), modeIn('dist/asp/base')]).toEqual([0o644, 0o644]);
    await expectAsInstalled('apps/web', 'work');
    commit();
  });

  it('takes away what was removed', async () => {
    const more = 'skills/style/more.md';
    rmSync(at(`spaces/style/${more}`));
    expect(await affectedProjects()).toEqual(['style', 'web']);
    const run = await runAffected();
    expect(executed(run)).toEqual([...spaces('style'), ...stations('web', 'work')].sort());
    expect(existsSync(at(`dist/asp/style/${more}`))).toBe(false);
    await expectAsInstalled('apps/web', 'work');
    commit();
  });

  it('sees a file that git ignores', async () => {
    writeFiles(workspace.root, { 'spaces/lonely/skills/lonely/mine.local': 'One\n' });
    expect(executed(await runProject('web'))).toEqual(
      [...spaces('lonely'), ...stations('web', 'other')].sort(),
    );
    await expectAsInstalled('apps/web', 'other');
    writeFiles(workspace.root, { 'spaces/lonely/skills/lonely/mine.local': 'Two\n' });
    expect(executed(await runProject('web'))).toEqual(
      [...spaces('lonely'), ...stations('web', 'other')].sort(),
    );
    await expectAsInstalled('apps/web', 'other');
  });

  it('moves no pin with a dist-tag until it is told to', async () => {
    writeFiles(workspace.root, {
      'spaces/tool/space.toml': spaceToml('tool', '', '1.1.0'),
      'spaces/tool/skills/tool/SKILL.md': skill('tool', 'Of 1.1.0'),
    });
    commit();
    workspace.git('tag', 'space/tool/v1.1.0');
    writeFiles(workspace.root, { 'registry/dist-tags.json': JSON.stringify({ tool: { stable: 'v1.1.0' } }) });
    commit();
    expect(executed(await runProject('web', 'quiet'))).toEqual([]);
    expect(['fixed', 'stable'].map((target) => versionIn('apps/web', target))).toEqual(['1.0.0', '1.0.0']);

    await workspace.nx(['run', 'web:asp-resolve--stable', '--update']);
    expect(['fixed', 'stable'].map((target) => versionIn('apps/web', target))).toEqual(['1.0.0', '1.1.0']);
    expect(await affectedProjects()).toEqual(['web']);
    const run = await runAffected();
    expect(executed(run)).toEqual(stations('web', 'stable'));
    expect(restored(run)).toEqual([...spaces('base', 'lonely', 'style'), ...othersOfWeb('stable')].sort());
    await expectAsInstalled('apps/web', ...WEB);
    commit();
  });

  it('follows a lock that git ignores', async () => {
    expect(versionIn('apps/quiet', 'quiet')).toBe('1.0.0');
    await workspace.nx(['run', 'quiet:asp-resolve', '--update']);
    expect(versionIn('apps/quiet', 'quiet')).toBe('1.1.0');
    expect(executed(await runProject('quiet'))).toEqual(stations('quiet', 'quiet'));
    await expectAsInstalled('apps/quiet', 'quiet');
  });

  it('finds nothing of an earlier first run in a run that makes the lock', async () => {
    // Both begin without a lock: whoever hashes before the lock is made takes them for one.
    writeFiles(workspace.root, { 'registry/dist-tags.json': JSON.stringify({ tool: { stable: 'v1.0.0' } }) });
    commit();
    rmSync(at('apps/quiet/asp-lock.json'));
    rmSync(at('apps/quiet/asp_modules'), { recursive: true });
    await runProject('quiet');
    expect(versionIn('apps/quiet', 'quiet')).toBe('1.0.0');
    await expectAsInstalled('apps/quiet', 'quiet');

    writeFiles(workspace.root, { 'registry/dist-tags.json': JSON.stringify({ tool: { stable: 'v1.1.0' } }) });
    commit();
    rmSync(at('apps/quiet/asp-lock.json'));
    await runProject('quiet');
    expect(versionIn('apps/quiet', 'quiet')).toBe('1.1.0');
    await expectAsInstalled('apps/quiet', 'quiet');
  });

  it('keeps to the commit of a tag that moved until it is told to follow', async () => {
    const envHash = (): string | undefined => lockOf('apps/web').targets['stable']?.envHash;
    const before = envHash();
    writeFiles(workspace.root, { 'spaces/tool/skills/tool/SKILL.md': skill('tool', 'Another 1.1.0') });
    commit();
    workspace.git('tag', '-f', 'space/tool/v1.1.0');
    expect(executed(await runProject('web'))).toEqual([]);
    expect(envHash()).toBe(before);
    await expectAsInstalled('apps/web', ...WEB);

    await workspace.nx(['run', 'web:asp-resolve--stable', '--update']);
    expect(envHash()).not.toBe(before);
    expect(executed(await runProject('web'))).toEqual(stations('web', 'stable'));
    await expectAsInstalled('apps/web', ...WEB);
    commit();
  });

  it('composes anew for other options of the client, in the Run Target that has them', async () => {
    appendFileSync(at('apps/web/asp-targets.toml'), '\n[targets.other.claude]\npermission_mode = "plan"\n');
    const run = await runProject('web');
    expect(executed(run)).toEqual(['web:asp-compose--other']);
    const settings = readFileSync(at('apps/web/asp_modules/other/settings.json'), 'utf8');
    expect(JSON.parse(settings)).toMatchObject({ permissions: { defaultMode: 'plan' } });
    await expectAsInstalled('apps/web', ...WEB);
    commit();
  });

  it('makes everything where a project has moved to, and nothing where it was', async () => {
    mkdirSync(at('libs'));
    renameSync(at('apps/quiet'), at('libs/quiet'));
    rmSync(at('libs/quiet/asp_modules'), { recursive: true });
    expect(executed(await runProject('quiet'))).toEqual(stations('quiet', 'quiet'));
    expect(existsSync(at('apps/quiet'))).toBe(false);
    await expectAsInstalled('libs/quiet', 'quiet');
    renameSync(at('libs/quiet'), at('apps/quiet'));
    rmSync(at('libs'), { recursive: true });
  });

  it('leaves alone the Run Targets beside a new one', async () => {
    appendFileSync(at('apps/web/asp-targets.toml'), '\n[targets.late]\ncompose = ["space:lonely@dev"]\n');
    expect(executed(await runProject('web'))).toEqual(stations('web', 'late'));
    await expectAsInstalled('apps/web', ...WEB, 'late');
    commit();
  });

  it('runs what nx sync has locked anew', async () => {
    const manifest = at('apps/api/asp-targets.toml');
    writeFileSync(manifest, targetsToml({ api: ['space:base@dev', 'space:lonely@dev'] }));
    const drift = await workspace.run(['sync:check']);
    expect(drift.exitCode).toBe(1);
    expect(said(drift)).toContain('apps/api/asp-lock.json');
    await workspace.nx(['sync']);
    await workspace.nx(['sync:check']);
    expect(lockOf('apps/api').targets['api']?.loadOrder).toEqual(['base@dev', 'lonely@dev']);

    expect(await affectedProjects()).toEqual(['api']);
    const run = await runAffected();
    expect(executed(run)).toEqual(stations('api', 'api'));
    expect(restored(run)).toEqual(spaces('base', 'lonely'));
    await expectAsInstalled('apps/api', 'api');
    commit();
  });

  it('says where a lock has a conflict, changes nothing, and goes on once it is settled', async () => {
    const file = at('apps/api/asp-lock.json');
    const kept = join(scratch(), 'asp-lock.json');
    copyFileSync(file, kept);
    const text = readFileSync(file, 'utf8');
    const before = pluginsOf(at('apps/api'), ['api']);
    writeFileSync(
      file,
      text
        .replace('  "spaces"', '<<<<<<< HEAD\n  "spaces"')
        .replace('  "targets"', '=======\n>>>>>>> other\n  "targets"'),
    );
    const run = await workspace.run(['run', 'api:asp-compose--api']);
    expect(run.exitCode).toBe(1);
    expect(said(run)).toMatch(/apps\/api\/asp-lock\.json:\d+:1/);
    expect(said(run)).toContain('→ Take either side whole');
    expect(run.tasks).toEqual({});
    expect(readFileSync(file, 'utf8')).toContain('<<<<<<< HEAD');
    expect(pluginsOf(at('apps/api'), ['api'])).toEqual(before);

    copyFileSync(kept, file);
    expect(executed(await runProject('api'))).toEqual([]);
    await expectAsInstalled('apps/api', 'api');
  });
});

describe('a workspace that takes a space as it lies in a registry elsewhere', () => {
  it('never takes what it makes of it from a cache', async () => {
    const workspace = createTaskWorkspace({
      'nx.json': nxJsonWith({}, { registry: '../registry' }),
      'apps/web/asp-targets.toml': targetsToml({ work: ['space:far@dev'], fixed: ['space:far@^1.0.0'] }),
    });
    const registry = join(workspace.root, '../registry');
    const skillFile = 'spaces/far/skills/far/SKILL.md';
    commitRegistry(
      registry,
      { 'spaces/far/space.toml': spaceToml('far'), [skillFile]: skill('far', 'One') },
      ['space/far/v1.0.0'],
    );
    const project = join(workspace.root, 'apps/web');
    const run = (): Promise<TaskRun> => workspace.nx(['run', 'web:asp-compose']);
    await run();
    for (const text of ['One', 'Two', 'One']) {
      writeFiles(registry, { [skillFile]: skill('far', text) });
      const next = await run();
      expect(executed(next)).toEqual(stations('web', 'work'));
      expect(restored(next)).toEqual(stations('web', 'fixed'));
      expect(pluginsOf(project, ['work', 'fixed'])).toEqual(
        await installedElsewhere(project, registry, ['work', 'fixed']),
      );
    }
  });
});
