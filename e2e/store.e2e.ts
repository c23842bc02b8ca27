import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  install,
  lockFile,
  newPlace,
  publish,
  readLock,
  runAsp,
  succeed,
  writeTargets,
  type Place,
} from './support/project';
import { treeOf } from './support/tree';

const SPACES = {
  base: {
    'commands/greet.md': 'Greet.\n',
    'agents/helper.md': '---\nname: helper\ndescription: Helps\n---\nHelp.\n',
  },
  app: {
    'skills/app/SKILL.md': '---\nname: app\ndescription: An app\n---\nApp.\n',
    'scripts/run.sh': { executable: '#!/bin/sh\nexit 0\n' },
  },
};

function newProject(): Place {
  const place = newPlace();
  publish(place, SPACES);
  writeTargets(place, { web: ['space:base@^1', 'space:app@^1'], api: ['space:base@^1'] });
  return place;
}

/** What two installs of the same pins have in common: everything but the times in their records. */
function contentOf(directory: string): Readonly<Record<string, string>> {
  const entries = Object.entries(treeOf(directory)).filter(
    ([path]) => !/(?:^|\/)\.asp-(?:stamp|cache|snapshot)\.json$/.test(path),
  );
  return Object.fromEntries(entries);
}

const withoutTime = (place: Place): unknown => ({ ...readLock(place), generatedAt: undefined });

describe('a damaged store', () => {
  const place = newProject();
  const modules = join(place.project, 'asp_modules');
  let whole: Readonly<Record<string, string>>;
  let stored: Readonly<Record<string, string>>;
  let snapshot: string;
  let plugin: string;

  const entryWith = (kind: 'snapshots' | 'cache', file: string): string => {
    const found = readdirSync(join(place.home, kind)).find((name) =>
      existsSync(join(place.home, kind, name, file)),
    );
    return join(place.home, kind, found ?? `no entry with ${file}`);
  };
  const stateOfStore = (): Readonly<Record<string, string>> => {
    // What is staged there belongs to nobody any more; blobs only save work.
    const entries = Object.entries(contentOf(place.home)).filter(([path]) =>
      /^(?:snapshots|cache)\//.test(path),
    );
    return Object.fromEntries(entries);
  };

  beforeAll(async () => {
    await install(place);
    whole = contentOf(modules);
    stored = stateOfStore();
    snapshot = entryWith('snapshots', 'commands/greet.md');
    plugin = entryWith('cache', 'commands/greet.md');
  });

  /** Snapshots and cache entries share inodes: writing through one changes both, replacing a file changes one. */
  const tamper = (file: string, text: string): void => {
    chmodSync(file, 0o644);
    writeFileSync(file, text);
    chmodSync(file, 0o444);
  };
  const replace = (file: string, text: string): void => {
    rmSync(file);
    writeFileSync(file, text, { mode: 0o444 });
  };
  const halve = (file: string): void => replace(file, readFileSync(file, 'utf8').slice(0, 40));

  const damages: readonly (readonly ['snapshot' | 'cache', string, () => void, RegExp | undefined])[] = [
    [
      'snapshot',
      'a snapshot file is edited in place',
      () => tamper(join(snapshot, 'commands/greet.md'), 'Evil!\n'),
      /greet\.md is damaged/,
    ],
    [
      'snapshot',
      'a snapshot file is replaced',
      () => replace(join(snapshot, 'agents/helper.md'), 'Evil.\n'),
      /helper\.md is damaged/,
    ],
    [
      'snapshot',
      'a snapshot file is emptied',
      () => replace(join(snapshot, 'space.toml'), ''),
      /space\.toml is damaged/,
    ],
    [
      'snapshot',
      'a snapshot file is deleted',
      () => rmSync(join(snapshot, 'commands/greet.md')),
      /greet\.md is damaged/,
    ],
    [
      'snapshot',
      'the record of a snapshot is half written',
      () => halve(join(snapshot, '.asp-snapshot.json')),
      /\.asp-snapshot\.json is damaged/,
    ],
    [
      'snapshot',
      'the record of a snapshot is missing',
      () => rmSync(join(snapshot, '.asp-snapshot.json')),
      /\.asp-snapshot\.json is damaged/,
    ],
    ['snapshot', 'a snapshot is gone', () => rmSync(snapshot, { recursive: true }), undefined],
    [
      'cache',
      'a cached file is edited in place',
      () => tamper(join(plugin, 'commands/greet.md'), 'Evil!\n'),
      /greet\.md is damaged/,
    ],
    [
      'cache',
      'a cached file is replaced',
      () => replace(join(plugin, 'commands/greet.md'), 'Evil!\n'),
      /greet\.md is damaged/,
    ],
    [
      'cache',
      'plugin.json is emptied',
      () => replace(join(plugin, '.claude-plugin/plugin.json'), ''),
      /plugin\.json is damaged/,
    ],
    [
      'cache',
      'a cached file is deleted',
      () => rmSync(join(plugin, 'agents/helper.md')),
      /helper\.md is damaged/,
    ],
    [
      'cache',
      'the record of a cache entry is half written',
      () => halve(join(plugin, '.asp-cache.json')),
      /\.asp-cache\.json is damaged/,
    ],
    ['cache', 'a cache entry is gone', () => rmSync(plugin, { recursive: true }), undefined],
    [
      'cache',
      'a cache entry is an empty directory',
      () => {
        rmSync(plugin, { recursive: true });
        mkdirSync(plugin);
      },
      /\.asp-cache\.json is damaged/,
    ],
    [
      'cache',
      'a cache entry and the snapshot it is made from are empty directories',
      () => {
        for (const entry of [plugin, snapshot]) {
          rmSync(entry, { recursive: true });
          mkdirSync(entry);
        }
      },
      /\.asp-snapshot\.json is damaged/,
    ],
  ];

  it.each(damages)(
    'is noticed, named and rebuilt by an install that needs it: %s, %s',
    async (kind, _, damage, names) => {
      damage();
      rmSync(modules, { recursive: true });
      // The cache and the blobs would answer for a snapshot that nobody reads: make the install read it.
      if (kind === 'snapshot') {
        for (const other of [plugin, join(place.home, 'blobs')])
          rmSync(other, { recursive: true, force: true });
      }
      const { stderr } = await install(place);
      if (names) expect(stderr).toMatch(names);
      expect(contentOf(modules)).toEqual(whole);
      expect(stateOfStore()).toEqual(stored);
    },
  );

  it.each(damages)(
    'is noticed, named and rebuilt by --verify though nothing needs it: %s, %s',
    async (_kind, _, damage, names) => {
      damage();
      const { stderr } = await install(place, '--verify');
      if (names) expect(stderr).toMatch(names);
      expect(contentOf(modules)).toEqual(whole);
      expect(stateOfStore()).toEqual(stored);
      expect((await install(place, '--verify')).stderr).toBe('');
    },
  );

  it.each(damages)(
    'is told, and left as it is, by --verify --dry-run: %s, %s',
    async (_kind, _, damage, names) => {
      damage();
      const before = treeOf(place.root);
      const { stdout } = await install(place, '--verify', '--dry-run');
      if (names) expect(stdout).toMatch(names);
      expect(stdout).not.toContain('Everything is up to date.');
      expect(treeOf(place.root)).toEqual(before);
      await install(place, '--verify');
      expect((await install(place, '--verify', '--dry-run')).stdout).toBe('Everything is up to date.\n');
    },
  );

  it('with a poisoned blob does not hand it on', async () => {
    const blobs = join(place.home, 'blobs');
    for (const directory of readdirSync(blobs)) {
      for (const name of readdirSync(join(blobs, directory)))
        replace(join(blobs, directory, name), 'Evil.\n');
    }
    for (const kind of ['snapshots', 'cache']) rmSync(join(place.home, kind), { recursive: true });
    rmSync(modules, { recursive: true });
    await install(place);
    expect(contentOf(modules)).toEqual(whole);
    expect(stateOfStore()).toEqual(stored);
  });
});

describe('many at once', () => {
  it('cold installs of one project, and of its copies, over one store all succeed with equal results', async () => {
    const alone = newProject();
    await install(alone);
    const place = newProject();
    const copies = Array.from({ length: 6 }, (_, index) => {
      const copy = { ...place, project: join(place.root, `copy-${index}`) };
      cpSync(place.project, copy.project, { recursive: true });
      return copy;
    });
    const everyone = [...copies, ...Array.from({ length: 6 }, () => place)];

    const results = await Promise.all(
      everyone.map((each) => runAsp(each, ['install', '--registry', place.registry])),
    );
    expect(
      results.map(({ exitCode, stderr }) => ({ exitCode, stderr: exitCode === 0 ? '' : stderr })),
    ).toEqual(everyone.map(() => ({ exitCode: 0, stderr: '' })));
    const expected = contentOf(join(alone.project, 'asp_modules'));
    for (const each of [place, ...copies]) {
      expect(withoutTime(each)).toEqual(withoutTime(place));
      expect(Object.keys(contentOf(join(each.project, 'asp_modules')))).toEqual(Object.keys(expected));
      expect(treeOf(join(each.project, 'asp_modules/web/plugins'))).toEqual(
        treeOf(join(alone.project, 'asp_modules/web/plugins')),
      );
      expect(readdirSync(each.project).sort()).toEqual(['asp-lock.json', 'asp-targets.toml', 'asp_modules']);
    }
    const check = await install(place, '--verify');
    expect(check.stderr).toBe('');
    expect(readdirSync(join(place.home, 'tmp'))).toEqual([]);
  });
});

describe('many at once without a project of their own', () => {
  const skills = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `skills/s${index}/SKILL.md`,
      `---\nname: s${index}\ndescription: One\n---\n`,
    ]),
  );

  const slow = (pattern: string): Record<string, string> => ({
    NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'support/slow-rename.cjs'))}`,
    SLOW_RENAME: pattern,
  });

  it('dry runs of one space all succeed and name the same bundle', async () => {
    const place = newPlace();
    publish(place, { wide: skills });
    const command = ['run', 'space:wide@^1', '--dry-run', '--registry', place.registry];
    const results = await Promise.all(
      Array.from({ length: 8 }, () => runAsp(place, command, slow('/dry-run/[0-9a-f]+/plugins$'))),
    );
    for (const { exitCode, stdout, stderr } of results) {
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: results[0]?.stdout, stderr: '' });
    }
    expect(readdirSync(join(place.home, 'tmp/dry-run'))).toHaveLength(1);
  });

  it('builds of several projects into one directory leave that of the last, whole', async () => {
    const place = newPlace();
    publish(place, { wide: skills });
    const projects = Array.from({ length: 6 }, (_, index) => {
      const project = { ...place, project: join(place.root, `project-${index}`) };
      mkdirSync(project.project);
      writeTargets(project, { web: ['space:wide@^1'] });
      return project;
    });
    const command = ['build', 'web', '-o', '../out', '--no-warnings', '--registry', place.registry];
    const results = await Promise.all(
      projects.map((project) => runAsp(project, command, slow('/out/plugins$'))),
    );
    expect(results.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      projects.map(() => ({ exitCode: 0, stderr: '' })),
    );
    expect(readdirSync(join(place.root, 'out/plugins/000-wide/skills'))).toHaveLength(200);
    expect(readdirSync(place.root).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

/** The points are spread by a fixed linear congruential sequence: the same ones at every run of the test. */
function killPoints(changes: number, count: number): readonly number[] {
  let state = 20260121;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return 1 + (state % changes);
  });
}

describe('an install that is killed', () => {
  const KILLER = join(__dirname, 'support/kill-at.cjs');
  const POINTS = 20;
  const reference = newProject();
  const counted = newProject();
  let points: readonly number[] = [];

  beforeAll(async () => {
    await install(reference);
    const count = join(counted.root, 'changes');
    await succeed(counted, ['install', '--registry', counted.registry], preload({ KILL_COUNT: count }));
    const changes = Number(readFileSync(count, 'utf8'));
    expect(changes).toBeGreaterThan(POINTS);
    points = [...killPoints(changes, POINTS - 2), 1, changes];
  });

  const preload = (variables: Readonly<Record<string, string>>): Record<string, string> => ({
    NODE_OPTIONS: `--require ${JSON.stringify(KILLER)}`,
    ...variables,
  });

  it.each(Array.from({ length: POINTS }, (_, index) => index))(
    'at one of its changes of the disk (point %i) is completed by the next',
    async (index) => {
      const place = newProject();
      const command = ['install', '--registry', place.registry];
      const killed = await runAsp(place, command, preload({ KILL_AT: String(points[index]) }));
      expect(killed.exitCode).toBeNull();
      letLocksAge(place);

      const { stderr } = await install(place);
      expect(stderr).not.toContain('damaged');
      expect(withoutRegistry(place)).toEqual(withoutRegistry(reference));
      expect(treeOf(join(place.project, 'asp_modules/web/plugins'))).toEqual(
        treeOf(join(reference.project, 'asp_modules/web/plugins')),
      );
      expect(readdirSync(join(place.project, 'asp_modules')).sort()).toEqual(['api', 'web']);
      // What may stay hinders nobody: a lock that was never released, and the text that was never renamed to asp-lock.json.
      const left = readdirSync(place.project).filter(
        (name) => !/^(?:\.asp\.lock|asp-lock\.json\.\d+)$/.test(name),
      );
      expect(left.sort()).toEqual(['asp-lock.json', 'asp-targets.toml', 'asp_modules']);
      for (const kind of ['snapshots', 'cache']) {
        expect(contentOf(join(place.home, kind))).toEqual(contentOf(join(reference.home, kind)));
      }
      expect(readdirSync(join(place.home, 'tmp'))).toEqual([]);
      expect((await install(place, '--verify')).stderr).toBe('');
    },
  );

  /** As if five seconds had passed: a lock that is not renewed for so long belongs to a dead process. */
  function letLocksAge(place: Place): void {
    for (const lock of [join(place.project, '.asp.lock'), join(place.home, 'store.lock')]) {
      if (existsSync(lock)) utimesSync(lock, 0, 0);
    }
  }

  const withoutRegistry = (place: Place): unknown => ({
    ...readLock(place),
    generatedAt: undefined,
    registry: undefined,
  });

  it('leaves no half-written lock', () => {
    expect(() => JSON.parse(readFileSync(lockFile(reference), 'utf8'))).not.toThrow();
  });
});
