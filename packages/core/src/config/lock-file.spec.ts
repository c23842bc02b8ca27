import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { AspError } from '../errors';
import { type CommitSha, DEV_INTEGRITY, type Integrity, type SpaceId, spaceKey, type SpaceKey } from '../ids';
import type { LockedSpace, LockFile } from '../model';
import { issuesOf } from '../testing/issues-of';
import { formatLockFile } from './format-lock-file';
import { parseLockFile } from './lock-file';

const project = (text: string) => parseLockFile(text, 'asp-lock.json', { kind: 'project' });
const issues = (text: string) => issuesOf(() => project(text));

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const word = fc.string({ unit: fc.constantFrom(...'abcxyz0189'), minLength: 1, maxLength: 8 });
const kebab = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-') as SpaceId);
const semver = fc.constantFrom('1.0.0', '0.1.2-beta.1', '10.20.30+build');
const ref = kebab.map((id) => `space:${id}@stable`);
const orNothing = <Key extends string, Value>(key: Key, value: fc.Arbitrary<Value>) =>
  fc.option(value).map((some) => (some === null ? {} : ({ [key]: some } as Readonly<Record<Key, Value>>)));

const lockedSpace: fc.Arbitrary<LockedSpace> = fc
  .tuple(kebab, fc.oneof(hex(40), hex(64), fc.constant('dev')), hex(64), orNothing('version', semver))
  .map(([id, commit, digest, version]) => ({
    id,
    commit: commit as CommitSha,
    path: `spaces/${id}`,
    integrity: commit === 'dev' ? DEV_INTEGRITY : (`sha256:${digest}` as Integrity),
    plugin: { name: id, ...version },
    deps: { spaces: [] },
    resolvedFrom: { selector: 'stable' },
  }));

/** As a file can hold it: JSON has no negative zero. */
const jsonValue = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));

const lockFile = (targetName: fc.Arbitrary<string>): fc.Arbitrary<LockFile> =>
  fc.array(lockedSpace, { maxLength: 5 }).chain((list) => {
    const spaces = new Map(list.map((space) => [spaceKey(space.id, space.commit), space]));
    const keys: fc.Arbitrary<SpaceKey[]> = fc.subarray([...spaces.keys()]);
    const target = fc
      .tuple(
        fc.array(ref, { minLength: 1, maxLength: 3 }),
        keys,
        keys,
        hex(64),
        orNothing(
          'warnings',
          fc.array(
            fc.record({
              code: fc.constant('W201'),
              message: word,
              details: fc.dictionary(fc.string(), jsonValue),
            }),
            { minLength: 1, maxLength: 2 },
          ),
        ),
      )
      .map(([compose, roots, loadOrder, digest, warnings]) => ({
        compose,
        roots,
        loadOrder,
        envHash: `sha256:${digest}` as Integrity,
        ...warnings,
      }));
    return fc
      .uniqueArray(fc.tuple(targetName, target), { selector: ([name]) => name.toLowerCase(), maxLength: 5 })
      .map((targets): LockFile => ({
        lockfileVersion: 1,
        resolverVersion: 1,
        generatedAt: '2026-01-09T00:00:00.123Z',
        registry: { type: 'git', url: 'https://example.com/registry.git', defaultBranch: 'main' },
        spaces,
        targets: new Map(targets),
      }));
  });

const targetName = fc.oneof(fc.constantFrom('10', '2', 'constructor', 'valueOf', 'dev'), word);

const COMMIT = 'abcdef1234567890abcdef1234567890abcdef12';
const KEY = 'todo@abcdef123456';
const sample = () => ({
  lockfileVersion: 1,
  resolverVersion: 1,
  generatedAt: '2026-01-09T00:00:00Z',
  registry: { type: 'git', url: 'ssh://git.example.com/registry.git' },
  spaces: {
    [KEY]: {
      id: 'todo',
      commit: COMMIT,
      path: 'spaces/todo',
      integrity: `sha256:${'a'.repeat(64)}`,
      plugin: { name: 'todo', version: '1.2.0' },
      deps: { spaces: [] as string[] },
      resolvedFrom: { selector: 'stable', tag: 'space/todo/v1.2.0', semver: '1.2.0' },
    },
  },
  targets: {
    frontend: {
      compose: ['space:todo@stable'],
      roots: [KEY],
      loadOrder: [KEY],
      envHash: `sha256:${'b'.repeat(64)}`,
    },
  } as Record<string, object>,
});
type Sample = ReturnType<typeof sample>;

/** The sample with one thing changed, as text. */
function changed(
  change: (lock: Sample, space: Sample['spaces'][typeof KEY], frontend: Record<string, unknown>) => void,
): string {
  const lock = sample();
  change(
    lock,
    lock.spaces[KEY] as Sample['spaces'][typeof KEY],
    lock.targets['frontend'] as Record<string, unknown>,
  );
  return JSON.stringify(lock, null, 2);
}

describe('parseLockFile', () => {
  it('gives back what formatLockFile wrote, spaces and targets in the same order', () => {
    fc.assert(
      fc.property(lockFile(targetName), (lock) => {
        const text = formatLockFile(lock);
        const read = project(text);
        expect(read).toEqual(lock);
        expect([...read.spaces.keys()]).toEqual([...lock.spaces.keys()]);
        expect([...read.targets.keys()]).toEqual([...lock.targets.keys()]);
        expect(formatLockFile(read)).toBe(text);
      }),
    );
  });

  it('reads a lock whose targets are references only as a global one', () => {
    const text = changed((lock) => {
      lock.targets = { 'space:todo@^1.2.0': lock.targets['frontend'] as object };
    });
    expect([...parseLockFile(text, 'global-lock.json', { kind: 'global' }).targets.keys()]).toEqual([
      'space:todo@^1.2.0',
    ]);
    expect(issues(text)).toEqual([
      expect.stringMatching(/"space:todo@\^1\.2\.0"` is not the name of a target/),
    ]);
  });

  it.each(['lockfileVersion', 'resolverVersion'] as const)(
    'refuses a newer %s by its own words alone',
    (key) => {
      expect(issues(changed((lock) => void Object.assign(lock, { [key]: 2, future: true })))).toEqual([
        expect.stringMatching(
          new RegExp(`/${key} The lock file was written by a newer version of asp.* \\| Upgrade asp\\.`),
        ),
      ]);
    },
  );

  it.each([0, 0.5, -1])('refuses version %s, which never was', (version) => {
    expect(issues(changed((lock) => void (lock.lockfileVersion = version)))).toEqual([
      expect.stringMatching(/no version of asp writes/),
    ]);
  });

  it('allows $schema and refuses every other key it does not know', () => {
    expect(issues(changed((lock) => void Object.assign(lock, { $schema: './x.json' })))).toEqual([]);
    expect(issues(changed((_, __, target) => void Object.assign(target, { harnesses: {} })))).toEqual([
      expect.stringMatching(/`targets\.frontend\.harnesses` is not a key of this format/),
    ]);
  });

  it.each<[string, Parameters<typeof changed>[0], RegExp]>([
    [
      'a key that is not the id',
      (_, space) => void Object.assign(space, { id: 'other', path: 'spaces/other' }),
      /must be `other@abcdef123456`/,
    ],
    [
      'a key that is not the commit',
      (_, space) => void (space.commit = 'f'.repeat(40)),
      /must be `todo@ffffffffffff`/,
    ],
    [
      'a path that is not the id',
      (_, space) => void (space.path = 'spaces/x'),
      /`spaces\."todo@abcdef123456"\.path` must be `spaces\/todo`/,
    ],
    ['a path out of the registry', (_, space) => void (space.path = '../x'), /must be `spaces\/<id>`/],
    ['a short commit', (_, space) => void (space.commit = 'abcdef1'), /full commit id/],
    [
      'the dev integrity at a commit',
      (_, space) => void (space.integrity = 'sha256:dev'),
      /exactly where the commit is `dev`/,
    ],
    [
      'an integrity that is no hash',
      (_, space) => void (space.integrity = 'md5:1'),
      /`sha256:` and 64 hex digits/,
    ],
    [
      'a dependency that is not there',
      (_, space) => void space.deps.spaces.push('b@dev'),
      /deps\.spaces\[0\]` names `b@dev`/,
    ],
    [
      'a root that is not there',
      (_, __, target) => void (target['roots'] = ['b@dev']),
      /roots\[0\]` names `b@dev`/,
    ],
    [
      'a load order that is not there',
      (_, __, target) => void (target['loadOrder'] = ['b@dev']),
      /loadOrder\[0\]` names `b@dev`/,
    ],
    [
      'a load order that repeats',
      (_, __, target) => void (target['loadOrder'] = [KEY, KEY]),
      /loadOrder\[1\]` names .* a second time/,
    ],
    [
      'a space that depends on itself',
      (_, space) => void space.deps.spaces.push(KEY),
      /\/spaces\/todo@abcdef123456\/deps\/spaces\/0 .*in a circle: todo@abcdef123456 → todo@abcdef123456/,
    ],
    ['an env hash of dev', (_, __, target) => void (target['envHash'] = 'sha256:dev'), /envHash` must be/],
    ['a time that is none', (lock) => void (lock.generatedAt = 'yesterday'), /must be a date and time/],
    [
      'two targets in one directory',
      (lock) => void (lock.targets['Frontend'] = { ...lock.targets['frontend'] }),
      /letter case alone/,
    ],
    [
      'a target outside the modules',
      (lock) => void (lock.targets['../x'] = { ...lock.targets['frontend'] }),
      /is not the name of a target/,
    ],
    [
      'a warning without code',
      (_, __, target) => void (target['warnings'] = [{ message: 'x' }]),
      /warnings\[0\]\.code` is missing/,
    ],
  ])('refuses %s and says where', (_, change, expected) => {
    const found = issues(changed(change));
    expect(found).toEqual([expect.stringMatching(expected)]);
    expect(found[0]).toMatch(/^\d+:\d+ \/.* \| .+/);
  });

  /** Spaces of the working copy with what each depends on. */
  const withSpaces = (graph: Readonly<Record<string, readonly string[]>>): string =>
    changed((lock) => {
      const entries = Object.entries(graph).map(([id, deps]) => [
        `${id}@dev`,
        {
          ...lock.spaces[KEY],
          id,
          commit: 'dev',
          path: `spaces/${id}`,
          integrity: DEV_INTEGRITY,
          deps: { spaces: deps.map((dep) => `${dep}@dev`) },
        },
      ]);
      Object.assign(lock.spaces, Object.fromEntries(entries));
    });

  it('refuses a lock whose spaces depend on each other in a circle, and says which', () => {
    const found = issues(withSpaces({ x: ['a'], a: ['end', 'b'], b: ['end', 'c'], c: ['a'], end: [] }));
    expect(found).toEqual([
      expect.stringMatching(
        /^\d+:\d+ \/spaces\/c@dev\/deps\/spaces\/0 .*a@dev → b@dev → c@dev → a@dev \| Restore the lock/,
      ),
    ]);
  });

  it('reads a space that many depend on, and a long chain', () => {
    expect(issues(withSpaces({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
    const chain = Array.from({ length: 20_000 }, (_, index) => [`s${index}`, index ? [`s${index - 1}`] : []]);
    expect(issues(withSpaces(Object.fromEntries(chain.reverse())))).toEqual([]);
  });

  it.each([
    ['empty', '', /^1:1 - The lock file is empty \|/],
    ['blank', '\uFEFF \n', /^\d:\d - The lock file is empty \|/],
    ['cut off', changed(() => undefined).slice(0, -30), /^\d+:\d+ - The lock file is damaged: .+ \|/],
    [
      'followed by more',
      `${changed(() => undefined)}\n{"a": 'b'}`,
      /^\d+:1 - The lock file is damaged: .+ \|/,
    ],
    ['of two minds', '{"targets": {}, "targets": {}}', /^1:17 \/targets The lock file is damaged: .+ \|/],
  ])('says how to come by another lock where it is %s', (_, text, expected) => {
    const found = issues(text);
    expect(found).toEqual([expect.stringMatching(expected)]);
    expect(found[0]).toMatch(
      /\| Restore the lock file from version control, or remove it and run asp install; /,
    );
  });

  it.each(['null', '[]', '1', '"x"', '{}'])(
    'refuses %s, and does not ask for it to be mended by hand',
    (text) => {
      const found = issues(text);
      expect(found).not.toEqual([]);
      for (const each of found) expect(each).toMatch(/\| Restore the lock file from version control/);
    },
  );

  it('gives a lock or a typed error for any JSON', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('spaces', 'targets', 'registry', 'lockfileVersion'),
        (value, key) => {
          for (const document of [value, { ...sample(), [key]: value }]) {
            try {
              project(JSON.stringify(document));
            } catch (error) {
              expect(error).toBeInstanceOf(AspError);
            }
          }
        },
      ),
    );
  });

  const golden = resolve(__dirname, '../../../../../shared/golden');
  const samples = existsSync(golden) ? ['sample', 'sample-warn'] : [];
  if (samples.length === 0)
    process.stderr.write('golden locks skipped: no ../shared/golden beside this checkout\n');
  for (const name of samples) {
    it(`reads the golden lock ${name} of another implementation and writes the same bytes`, () => {
      const lock = JSON.parse(
        readFileSync(join(golden, name, 'asp-lock.json'), 'utf8').replace(
          '"@TIME@"',
          '"2026-01-09T00:00:00Z"',
        ),
      ) as { targets: Record<string, { harnesses?: object }> };
      for (const target of Object.values(lock.targets)) delete target.harnesses;
      const text = `${JSON.stringify(lock, null, 2)}\n`;
      expect(formatLockFile(project(text))).toBe(text);
    });
  }
});

describe('formatLockFile', () => {
  it('leaves out warnings where there are none', () => {
    const lock = project(changed((_, __, target) => void (target['warnings'] = [])));
    expect(formatLockFile(lock)).not.toContain('warnings');
  });
});
