import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asp, type Finished } from './support/asp';
import { git, spaceToml, writeFiles, type Fixture } from './support/git';
import { repositoryRoot } from './support/places';
import { newPlace, publish, runAsp, targetsToml, writeTargets, type Place } from './support/project';
import { treeOf } from './support/tree';

interface Provocation {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface FailureCase {
  readonly code: string;
  readonly when: string;
  /** Brings the place into the state in which `args` fail. */
  arrange(place: Place): Provocation | Promise<Provocation>;
  /** What the message says. */
  readonly says: RegExp;
  /** `file:line:column` or a file, as it ends. */
  readonly where?: RegExp;
  readonly hint: RegExp;
}

interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly issues: readonly {
      readonly message: string;
      readonly hint?: string;
      readonly location: { readonly file: string; readonly line?: number; readonly column?: number };
    }[];
  };
}

/** A project with one target `web` of `refs`, over a registry of the spaces, published as 1.0.0 each. */
function project(
  place: Place,
  spaces: Readonly<Record<string, Readonly<Record<string, Fixture>>>>,
  refs: readonly string[],
): Provocation {
  publish(place, spaces);
  writeTargets(place, { web: refs });
  return { args: ['install'] };
}

/** A project that installs, with the registry where it is looked for unless told otherwise. */
function projectOverClone(place: Place): Provocation {
  const provocation = project(place, GOOD, ['space:good@1.0.0']);
  mkdirSync(place.home);
  renameSync(place.registry, join(place.home, 'repo'));
  return provocation;
}

const run = (place: Place, { args, env }: Provocation, ...more: string[]): Promise<Finished> =>
  runAsp(place, [...args, ...more], env);

/** A good space beside the bad one: what fails for the second must not have stored the first. */
const GOOD = { good: { 'commands/hello.md': 'Say hello.\n' } };
const dependsOn = (...refs: string[]): string => `\n[deps]\nspaces = ${JSON.stringify(refs)}\n`;

const failures: readonly FailureCase[] = [
  {
    code: 'CONFIG_PARSE_ERROR',
    when: 'asp-targets.toml is no TOML',
    arrange: ({ project: directory }) => {
      writeFileSync(join(directory, 'asp-targets.toml'), 'schema = 1\n[targets.web\ncompose = []\n');
      return { args: ['install'] };
    },
    says: /./,
    where: /asp-targets\.toml:2:\d+$/,
    hint: /./,
  },
  {
    code: 'CONFIG_PARSE_ERROR',
    when: 'mcp.json of a published space is no JSON',
    arrange: (place) =>
      project(place, { ...GOOD, bad: { 'mcp/mcp.json': '{\n  "mcpServers": {,}\n}\n' } }, [
        'space:good@1.0.0',
        'space:bad@1.0.0',
      ]),
    says: /./,
    where: /spaces\/bad\/mcp\/mcp\.json:2:18$/m,
    hint: /./,
  },
  {
    code: 'CONFIG_PARSE_ERROR',
    when: 'space.toml of a published space is no UTF-8',
    arrange: (place) => {
      const provocation = project(place, GOOD, ['space:good@HEAD']);
      commitLatin1(place);
      return provocation;
    },
    says: /not UTF-8/,
    where: /^[0-9a-f]{12}:spaces\/good\/space\.toml:4$/,
    hint: /UTF-8/,
  },
  {
    code: 'CONFIG_VALIDATION_ERROR',
    when: 'a target composes nothing',
    arrange: ({ project: directory }) => {
      writeFileSync(join(directory, 'asp-targets.toml'), 'schema = 1\n\n[targets.web]\ncompose = []\n');
      return { args: ['install'] };
    },
    says: /compose/,
    where: /asp-targets\.toml:4:\d+/,
    hint: /./,
  },
  {
    code: 'CONFIG_VALIDATION_ERROR',
    when: 'a dependency states another id than its directory',
    arrange: (place) =>
      project(
        place,
        {
          base: { 'space.toml': spaceToml('basis') },
          app: { 'space.toml': spaceToml('app', dependsOn('space:base@1.0.0')) },
        },
        ['space:app@1.0.0'],
      ),
    says: /basis|base/,
    where: /^[0-9a-f]{12}:spaces\/base\/space\.toml:2:\d+/,
    hint: /./,
  },
  {
    code: 'CONFIG_VALIDATION_ERROR',
    when: 'the lock was written by a newer asp',
    arrange: (place) => {
      const provocation = project(place, GOOD, ['space:good@1.0.0']);
      const lock = { lockfileVersion: 2, resolverVersion: 1, spaces: {}, targets: {} };
      writeFileSync(join(place.project, 'asp-lock.json'), JSON.stringify(lock, null, 2));
      return provocation;
    },
    says: /newer version of asp/,
    where: /asp-lock\.json:2:22/,
    hint: /Upgrade asp/,
  },
  {
    code: 'CONFIG_VALIDATION_ERROR',
    when: 'a target is named like a path out of the project',
    arrange: ({ project: directory }) => {
      writeFileSync(join(directory, 'asp-targets.toml'), targetsToml({ '"../../x"': ['space:a@1.0.0'] }));
      return { args: ['install'] };
    },
    says: /\.\.\/\.\.\/x/,
    where: /asp-targets\.toml:3:\d+/,
    hint: /./,
  },
  {
    code: 'CONFIG_VALIDATION_ERROR',
    when: 'a target is named __proto__',
    arrange: ({ project: directory }) => {
      writeFileSync(
        join(directory, 'asp-targets.toml'),
        targetsToml({ __proto__x: [], '"__proto__"': ['space:a@1.0.0'] }),
      );
      return { args: ['install'] };
    },
    says: /./,
    where: /asp-targets\.toml:\d+:\d+/,
    hint: /./,
  },
  {
    code: 'CONFIG_ERROR',
    when: 'the target does not exist',
    arrange: (place) => ({ args: [...project(place, GOOD, ['space:good@1.0.0']).args, '--targets', 'wbe'] }),
    says: /no target "wbe"/,
    where: /asp-targets\.toml:\d+:\d+/,
    hint: /Did you mean "web"\?/,
  },
  {
    code: 'CONFIG_ERROR',
    when: 'there is no project',
    arrange: () => ({ args: ['install'] }),
    says: /no asp-targets\.toml/,
    hint: /--project/,
  },
  {
    code: 'CONFIG_ERROR',
    when: 'ASP_HOME is relative',
    arrange: (place) => ({ ...project(place, GOOD, ['space:good@1.0.0']), env: { ASP_HOME: 'store' } }),
    says: /not an absolute path/,
    hint: /absolute path/,
  },
  {
    code: 'CONFIG_ERROR',
    when: 'the lock timeout is no number',
    arrange: (place) => ({
      ...project(place, GOOD, ['space:good@1.0.0']),
      env: { ASP_LOCK_TIMEOUT_MS: '1s' },
    }),
    says: /ASP_LOCK_TIMEOUT_MS/,
    hint: /60000/,
  },
  {
    code: 'REF_PARSE_ERROR',
    when: 'a git pin is no commit',
    arrange: (place) => project(place, GOOD, ['space:good@1.0.0', 'space:good@git:xyz']),
    says: /"space:good@git:xyz" is not a space reference/,
    where: /asp-targets\.toml:4:31$/,
    hint: /7 to 64 lower-case hex digits/,
  },
  {
    code: 'REF_PARSE_ERROR',
    when: 'several references of two targets are none',
    arrange: (place) => {
      const provocation = project(place, GOOD, []);
      writeTargets(place, { web: ['space:good@git:xyz', 'space:good@!!'], api: ['space:good@a/b'] });
      return provocation;
    },
    says: /3 texts are not space references[^]*@git:xyz"[^]*@!!"[^]*@a\/b"/,
    where: /asp-targets\.toml:4:12\n.*asp-targets\.toml:4:33\n.*asp-targets\.toml:7:12$/,
    hint: /7 to 64 lower-case hex digits[^]*A selector is/,
  },
  {
    code: 'REF_PARSE_ERROR',
    when: 'a space to run is misspelt',
    arrange: (place) => {
      project(place, GOOD, ['space:good@1.0.0']);
      return { args: ['run', 'space:Good@stable', '--dry-run'] };
    },
    says: /"Good" is not a space id/,
    hint: /kebab-case/,
  },
  {
    code: 'CONFIG_VALIDATION_ERROR',
    when: 'a reference has no space: before it',
    arrange: (place) => project(place, GOOD, ['space:good@1.0.0', 'good@^1']),
    says: /good@\^1|compose/,
    where: /asp-targets\.toml:4:31/,
    hint: /space:<id>@<selector>|space:/,
  },
  {
    code: 'SELECTOR_RESOLUTION_ERROR',
    when: 'no version satisfies the range',
    arrange: (place) => project(place, GOOD, ['space:good@^2']),
    says: /space:good@\^2/,
    where: /asp-targets\.toml:4:12/,
    hint: /1\.0\.0/,
  },
  {
    code: 'SELECTOR_RESOLUTION_ERROR',
    when: 'a branch poses as a version',
    arrange: (place) => {
      const provocation = project(place, GOOD, ['space:good@2.0.0']);
      git(place.registry, 'branch', 'space/good/v2.0.0');
      return provocation;
    },
    says: /2\.0\.0 is not published/,
    where: /asp-targets\.toml:4:12/,
    hint: /1\.0\.0/,
  },
  ...['constructor', '__proto__', 'toString'].map((tag): FailureCase => ({
    code: tag === '__proto__' ? 'REF_PARSE_ERROR' : 'SELECTOR_RESOLUTION_ERROR',
    when: `the dist-tag is called ${tag}`,
    arrange: (place) => project(place, GOOD, [`space:good@${tag}`]),
    says: new RegExp(tag),
    where: /asp-targets\.toml:4:12/,
    hint: /./,
  })),
  {
    code: 'SELECTOR_RESOLUTION_ERROR',
    when: 'a @dev space is dirty and the target does not allow it',
    arrange: (place) => {
      const provocation = project(place, GOOD, ['space:good@dev']);
      writeFileSync(
        join(place.project, 'asp-targets.toml'),
        `${targetsToml({ web: ['space:good@dev'] })}\n[targets.web.resolver]\nallow_dirty = false\n`,
      );
      writeFileSync(join(place.registry, 'spaces/good/commands/hello.md'), 'Edited.\n');
      return provocation;
    },
    says: /uncommitted/,
    hint: /Commit .*spaces\/good/,
  },
  {
    code: 'CYCLIC_DEPENDENCY_ERROR',
    when: 'two spaces depend on each other',
    arrange: (place) =>
      project(
        place,
        {
          a: { 'space.toml': spaceToml('a', dependsOn('space:b@HEAD')) },
          b: { 'space.toml': spaceToml('b', dependsOn('space:a@HEAD')) },
        },
        ['space:a@HEAD'],
      ),
    says: /a@[0-9a-f]{12} → b@[0-9a-f]{12} → a@[0-9a-f]{12}/,
    where: /^[0-9a-f]{12}:spaces\/b\/space\.toml/,
    hint: /Remove one/,
  },
  {
    code: 'CYCLIC_DEPENDENCY_ERROR',
    when: 'two spaces of the working copy depend on each other',
    arrange: (place) =>
      project(
        place,
        {
          a: { 'space.toml': spaceToml('a', dependsOn('space:b@dev')) },
          b: { 'space.toml': spaceToml('b', dependsOn('space:a@dev')) },
        },
        ['space:a@dev'],
      ),
    says: /a@dev → b@dev → a@dev/,
    where: /registry\/spaces\/b\/space\.toml:6:11/,
    hint: /Remove one/,
  },
  {
    code: 'MISSING_DEPENDENCY_ERROR',
    when: 'a dependency is not in the registry',
    arrange: (place) =>
      project(place, { ...GOOD, app: { 'space.toml': spaceToml('app', dependsOn('space:gone@^1')) } }, [
        'space:good@1.0.0',
        'space:app@1.0.0',
      ]),
    says: /space:gone@\^1/,
    where: /^[0-9a-f]{12}:spaces\/app\/space\.toml/,
    hint: /Required by app@/,
  },
  {
    code: 'MISSING_DEPENDENCY_ERROR',
    when: 'a directory to run needs a space that the registry does not have',
    arrange: (place) => {
      publish(place, { app: { 'space.toml': spaceToml('app', dependsOn('space:gone@^1')) } });
      return { args: ['run', join(place.registry, 'spaces/app'), '--dry-run'] };
    },
    says: /space:gone@\^1/,
    where: /registry\/spaces\/app\/space\.toml:6:11$/,
    hint: /Required by app@dev\. /,
  },
  {
    code: 'INTEGRITY_ERROR',
    when: 'the lock says another hash than the registry has',
    arrange: async (place) => {
      const spaces = { ...GOOD, bad: { 'commands/x.md': 'X\n' } };
      const provocation = project(place, spaces, ['space:good@1.0.0', 'space:bad@1.0.0']);
      await seedLock(place, (text) => {
        const lock = JSON.parse(text) as { spaces: Record<string, { id: string; integrity: string }> };
        for (const space of Object.values(lock.spaces)) {
          if (space.id === 'bad') space.integrity = `sha256:${'0'.repeat(64)}`;
        }
        return JSON.stringify(lock);
      });
      return provocation;
    },
    says: /spaces\/bad at [0-9a-f]{40} has integrity sha256:[0-9a-f]{64}, but the lock says sha256:0{64}[^]*\(\/spaces\/bad@[0-9a-f]{12}\/integrity\)/,
    where: /asp-lock\.json:\d+:\d+$/,
    hint: /--update/,
  },
  {
    code: 'INTEGRITY_ERROR',
    when: 'the lock calls the plugin of a space otherwise than the space does',
    arrange: async (place) => {
      const provocation = project(place, { ...GOOD, bad: {} }, ['space:good@1.0.0', 'space:bad@1.0.0']);
      await seedLock(place, (text) => text.replace('"name": "bad"', '"name": "worse"'));
      return provocation;
    },
    says: /bad@[0-9a-f]{12} is a plugin "bad" 1\.0\.0, but the lock says "worse" 1\.0\.0[^]*\(\/spaces\/bad@[0-9a-f]{12}\/plugin\)/,
    where: /asp-lock\.json:\d+:\d+$/,
    hint: /--update/,
  },
  {
    code: 'CONFIG_VALIDATION_ERROR',
    when: 'spaces depend on each other in a circle in the lock alone',
    arrange: async (place) => {
      const app = { 'space.toml': spaceToml('app', dependsOn('space:good@1.0.0')) };
      const provocation = project(place, { ...GOOD, app }, ['space:app@1.0.0']);
      await seedLock(place, (text) => {
        const lock = JSON.parse(text) as {
          spaces: Record<string, { id: string; deps: { spaces: string[] } }>;
        };
        const [app = ''] = Object.keys(lock.spaces).filter((key) => key.startsWith('app@'));
        for (const { id, deps } of Object.values(lock.spaces)) if (id === 'good') deps.spaces.push(app);
        return JSON.stringify(lock, null, 2);
      });
      return provocation;
    },
    says: /in a circle: good@[0-9a-f]{12} → app@[0-9a-f]{12} → good@[0-9a-f]{12}[^]*\(\/spaces\/app@[0-9a-f]{12}\/deps\/spaces\/0\)/,
    where: /asp-lock\.json:\d+:\d+$/,
    hint: /Restore the lock file/,
  },
  {
    code: 'SNAPSHOT_ERROR',
    when: 'the registry lacks a commit that the lock pins',
    arrange: async (place) => {
      const provocation = project(place, { ...GOOD, bad: {} }, ['space:good@1.0.0', 'space:bad@1.0.0']);
      const commit = git(place.registry, 'rev-parse', 'HEAD').trim();
      await seedLock(place, (text) =>
        text.replaceAll(commit, 'f'.repeat(40)).replaceAll(commit.slice(0, 12), 'f'.repeat(12)),
      );
      return provocation;
    },
    says: /has no spaces\/(good|bad) at f{40}[^]*\(\/spaces\/(good|bad)@f{12}\/commit\)/,
    where: /asp-lock\.json:\d+:\d+$/,
    hint: /registry\.url/,
  },
  {
    code: 'SNAPSHOT_ERROR',
    when: 'a space holds a submodule',
    arrange: (place) => {
      const provocation = project(place, { ...GOOD, bad: {} }, ['space:good@1.0.0', 'space:bad@HEAD']);
      const commit = git(place.registry, 'rev-parse', 'HEAD').trim();
      git(place.registry, 'update-index', '--add', '--cacheinfo', `160000,${commit},spaces/bad/sub`);
      git(place.registry, 'commit', '-q', '-m', 'Submodule');
      return provocation;
    },
    says: /spaces\/bad\/sub .*submodule/,
    hint: /own files/,
  },
  {
    code: 'MATERIALIZATION_ERROR',
    when: 'a component is a symlink out of the space',
    arrange: (place) =>
      project(place, { ...GOOD, bad: { 'commands/leak.md': { link: '../../../secret.md' } } }, [
        'space:good@1.0.0',
        'space:bad@1.0.0',
      ]),
    says: /points outside the space/,
    where: /spaces\/bad\/commands\/leak\.md$/,
    hint: /Replace the symlink/,
  },
  {
    code: 'MATERIALIZATION_ERROR',
    when: 'two file names are one on other systems',
    arrange: (place) =>
      project(place, { ...GOOD, bad: { 'commands/Á.md': 'a\n', 'commands/A\u0301.md': 'b\n' } }, [
        'space:good@1.0.0',
        'space:bad@1.0.0',
      ]),
    says: /one name on file systems/,
    where: /spaces\/bad\/commands\/.+\.md$/,
    hint: /Rename/,
  },
  {
    code: 'MATERIALIZATION_ERROR',
    when: 'asp_modules is a symlink',
    arrange: (place) => {
      const provocation = project(place, GOOD, ['space:good@1.0.0']);
      writeFiles(place.project, { asp_modules: { link: '..' } });
      return provocation;
    },
    says: /a file or a symlink/,
    where: /asp_modules$/,
    hint: /directory/,
  },
  {
    code: 'MATERIALIZATION_ERROR',
    when: 'asp_modules is a file',
    arrange: (place) => {
      const provocation = project(place, GOOD, ['space:good@1.0.0']);
      writeFileSync(join(place.project, 'asp_modules'), '');
      return provocation;
    },
    says: /a file or a symlink/,
    where: /asp_modules$/,
    hint: /directory/,
  },
  {
    code: 'STORE_ERROR',
    when: 'ASP_HOME is a file',
    arrange: (place) => {
      writeFileSync(place.home, '');
      return { args: [...project(place, GOOD, ['space:good@1.0.0']).args, '--registry', place.registry] };
    },
    says: /home/,
    where: /home/,
    hint: /ASP_HOME/,
  },
  {
    code: 'LOCK_ERROR',
    when: 'a file stands where the lock belongs',
    arrange: (place) => {
      const provocation = project(place, GOOD, ['space:good@1.0.0']);
      const file = join(place.project, '.asp.lock');
      writeFileSync(file, '');
      utimesSync(file, 0, 0);
      return provocation;
    },
    says: /Cannot lock/,
    where: /\.asp\.lock$/,
    hint: /in the way/,
  },
  {
    code: 'LOCK_TIMEOUT_ERROR',
    when: 'another asp holds the project',
    arrange: (place) => {
      const lock = join(place.project, '.asp.lock');
      mkdirSync(lock);
      // Renewed in the future: however slow the machine, it does not look like the lock of a dead process.
      utimesSync(lock, Date.now() / 1000, Date.now() / 1000 + 3600);
      return { ...project(place, GOOD, ['space:good@1.0.0']), env: { ASP_LOCK_TIMEOUT_MS: '1' } };
    },
    says: /Another process has held/,
    where: /\.asp\.lock$/,
    hint: /Wait for the other asp/,
  },
  {
    code: 'GIT_ERROR',
    when: 'there is no registry',
    arrange: (place) => {
      writeFileSync(join(place.project, 'asp-targets.toml'), targetsToml({ web: ['space:good@1.0.0'] }));
      return { args: ['install'] };
    },
    says: /no registry at/,
    hint: /--registry .* option registry/,
  },
  {
    code: 'GIT_ERROR',
    when: 'there is a registry and no git',
    arrange: (place) => ({ ...projectOverClone(place), env: { PATH: place.home } }),
    says: /git is not installed, or not on the PATH/,
    hint: /Install git/,
  },
  {
    code: 'GIT_ERROR',
    when: "there is a registry, and the user's git settings are damaged",
    arrange: (place) => {
      writeFileSync(join(place.root, '.gitconfig'), '[bad');
      return projectOverClone(place);
    },
    says: /home\/repo is not a usable git repository: bad config line \d in file .*\.gitconfig/,
    hint: /correct the file/,
  },
  {
    code: 'GIT_ERROR',
    when: 'the registry is damaged',
    arrange: (place) => {
      const provocation = projectOverClone(place);
      rmSync(join(place.home, 'repo/.git/HEAD'));
      return provocation;
    },
    says: /home\/repo is not a usable git repository: not a git repository/,
    hint: /--registry/,
  },
  {
    code: 'GIT_ERROR',
    when: '--registry names a directory that is no repository',
    arrange: (place) => {
      writeFileSync(join(place.project, 'asp-targets.toml'), targetsToml({ web: ['space:good@1.0.0'] }));
      mkdirSync(join(place.root, 'plain'));
      return {
        args: ['install', '--registry', join(place.root, 'plain')],
      };
    },
    says: /not a usable git repository/,
    hint: /registry/,
  },
  {
    code: 'CLAUDE_NOT_FOUND_ERROR',
    when: 'ASP_CLAUDE_PATH names nothing',
    arrange: (place) => {
      project(place, GOOD, ['space:good@1.0.0']);
      return { args: ['run', 'web'], env: { ASP_CLAUDE_PATH: join(place.root, 'nowhere/claude') } };
    },
    says: /nowhere\/claude, which does not exist/,
    hint: /ASP_CLAUDE_PATH/,
  },
  {
    code: 'CLAUDE_INVOCATION_ERROR',
    when: 'the interpreter of claude does not exist',
    arrange: async (place) => {
      project(place, GOOD, ['space:good@1.0.0']);
      await run(place, { args: ['install', '--registry', place.registry] });
      writeFiles(place.root, { 'bin/claude': { executable: '#!/nowhere/interpreter\n' } });
      return { args: ['run', 'web'], env: { ASP_CLAUDE_PATH: join(place.root, 'bin/claude') } };
    },
    says: /Cannot start .*bin\/claude/,
    hint: /ASP_CLAUDE_PATH/,
  },
  {
    code: 'CLAUDE_INVOCATION_ERROR',
    when: 'an argument on the command line would replace the composed settings',
    arrange: (place) => {
      project(place, GOOD, ['space:good@1.0.0']);
      return { args: ['run', 'web', '--dry-run', '--extra-args=--settings=x'] };
    },
    says: /contain --settings, which would replace the composed settings/,
    hint: /asp run --settings/,
  },
  ...[['install'], ['install', '--dry-run'], ['build', 'web', '-o', 'out'], ['run', 'web', '--dry-run']].map(
    (args): FailureCase => ({
      code: 'CLAUDE_INVOCATION_ERROR',
      when: `an argument in the manifest would undo the isolation, for asp ${args.join(' ')}`,
      arrange: (place) => {
        project(place, GOOD, ['space:good@1.0.0']);
        const claude = `\n[targets.web.claude]\nargs = ["--verbose", "--setting-sources", "user"]\n`;
        writeTargets(place, { web: ['space:good@1.0.0'] }, claude);
        return { args };
      },
      says: /contain --setting-sources, which would let in settings/,
      where: /asp-targets\.toml:7:22$/,
      hint: /--inherit-user/,
    }),
  ),
  {
    code: 'CLAUDE_INVOCATION_ERROR',
    when: "an argument in the manifest, for every target that has none of its own, would undo asp's",
    arrange: (place) => {
      project(place, GOOD, ['space:good@1.0.0']);
      writeTargets(place, { web: ['space:good@1.0.0'] }, '\n[claude]\nargs = ["--"]\n');
      return { args: ['install'] };
    },
    says: /contain --, behind which no flag of asp is read/,
    where: /asp-targets\.toml:7:9$/,
    hint: /Give the prompt/,
  },
  {
    code: 'CONFIG_PARSE_ERROR',
    when: '--settings is no JSON',
    arrange: (place) => {
      project(place, GOOD, ['space:good@1.0.0']);
      writeFileSync(join(place.project, 'mine.json'), '{\n  "model": }');
      return { args: ['run', 'web', '--dry-run', '--settings', 'mine.json'] };
    },
    says: /./,
    where: /mine\.json:2:12$/,
    hint: /./,
  },
];

/** Commits `good` with a description that an editor of another age has written. */
function commitLatin1({ registry }: Place): string {
  const toml = `${spaceToml('good')}description = "caf\xe9"\n`;
  writeFileSync(join(registry, 'spaces/good/space.toml'), Buffer.from(toml, 'latin1'));
  git(registry, 'commit', '-q', '-a', '-m', 'Latin-1');
  return git(registry, 'rev-parse', 'HEAD').trim();
}

/** Writes the lock of an install into another store, changed by `edit`. */
async function seedLock(place: Place, edit: (text: string) => string): Promise<void> {
  const elsewhere = join(place.root, 'other-home');
  await run(place, { args: ['install', '--registry', place.registry, '--asp-home', elsewhere] });
  const lock = join(place.project, 'asp-lock.json');
  writeFileSync(lock, edit(readFileSync(lock, 'utf8')));
  rmSync(join(place.project, 'asp_modules'), { recursive: true });
  rmSync(elsewhere, { recursive: true });
}

const placeOf = ({ file, line, column }: ErrorDocument['error']['issues'][number]['location']): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');

describe('a failing command says what, where, why and what next, and leaves the disk as it was', () => {
  it.each(failures)('$code: $when', async ({ code, arrange, says, where, hint }) => {
    const place = newPlace();
    const arranged = await arrange(place);
    const wantsRegistry = existsSync(place.registry) && !arranged.args.includes('--registry');
    const provocation = wantsRegistry
      ? { ...arranged, args: [...arranged.args, '--registry', place.registry] }
      : arranged;
    const before = treeOf(place.root);

    const text = await run(place, provocation);
    expect(treeOf(place.root)).toEqual(before);
    expect(text).toMatchObject({ exitCode: 1, stdout: '' });
    expect(text.stderr).toContain(`error ${code} `);
    expect(text.stderr).toMatch(says);
    expect(text.stderr).toMatch(hint);
    expect(text.stderr).not.toMatch(/^[ |]+at /m);
    // Where the agent starts, stdout is the agent's own: there --json is wrong usage.
    if (provocation.args[0] === 'run' && !provocation.args.includes('--dry-run')) return;

    const json = await run(place, provocation, '--json');
    expect(treeOf(place.root)).toEqual(before);
    expect(json.exitCode).toBe(1);
    const { error } = JSON.parse(json.stdout) as ErrorDocument;
    expect(error.code).toBe(code);
    const places = error.issues.map(({ location }) => placeOf(location));
    if (where) expect(places.join('\n')).toMatch(where);
    const hints = [error.hint, ...error.issues.map((issue) => issue.hint)].filter(
      (each) => each !== undefined,
    );
    const messages = [error.message, ...error.issues.map(({ message }) => message)];
    for (const each of [...messages, ...hints, ...places]) expect(text.stderr).toContain(each);
  });

  it('is provoked here with every code that the reference says a command ends with', () => {
    const reference = readFileSync(join(repositoryRoot, 'docs/reference/error-codes.md'), 'utf8');
    const rows = [...reference.matchAll(/^\| `(\w+)` \| (.*) \| .* \| `\w+Error`/gm)];
    const ending = rows.filter(([, , meaning]) => !meaning?.includes('No command ends with it now'));
    const codes = ending.map(([, code]) => code);
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(codes));
    expect(codes).toHaveLength(rows.length - 2);
  });
});

describe('a lock that pins a space.toml which is no UTF-8', () => {
  it('is no way round the refusal', async () => {
    const place = newPlace();
    project(place, GOOD, ['space:good@HEAD']);
    const before = git(place.registry, 'rev-parse', 'HEAD').trim();
    await seedLock(place, (text) => {
      const pinned = commitLatin1(place);
      return text.replaceAll(before, pinned).replaceAll(before.slice(0, 12), pinned.slice(0, 12));
    });
    for (const command of ['install', 'explain']) {
      const { exitCode, stderr } = await run(place, { args: [command, '--registry', place.registry] });
      expect({ command, exitCode, stderr }).toEqual({
        command,
        exitCode: 1,
        stderr: expect.stringMatching(
          /^error CONFIG_PARSE_ERROR .*\n {2}[0-9a-f]{12}:spaces\/good\/space\.toml:4\n/,
        ) as string,
      });
    }
  });
});

describe('a home directory that is said to be nowhere', () => {
  it('does not become the project', async () => {
    const place = newPlace();
    project(place, GOOD, ['space:good@1.0.0']);
    const before = treeOf(place.root);
    const { exitCode, stderr } = await asp(['install', '--registry', place.registry], {
      cwd: place.project,
      env: { HOME: '' },
    });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^error CONFIG_ERROR The home directory is "".*\n {2}→ Set HOME .*--asp-home/,
      ) as string,
    });
    expect(treeOf(place.root)).toEqual(before);
  });
});

describe('wrong usage', () => {
  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command', ['instal'], /unknown command 'instal'[^]*Did you mean install\?/],
    ['an unknown option', ['install', '--updaet'], /unknown option '--updaet'[^]*--update/],
    ['a missing argument', ['run'], /missing required argument 'target\|spaceRef\|path'/],
    ['an argument too many', ['list', 'web'], /too many arguments/],
    ['a missing option value', ['install', '--registry'], /argument missing/],
    [
      'an empty path',
      ['install', '--asp-home', ''],
      /--asp-home <path>' argument '' is invalid\. It is empty/,
    ],
    ['a missing required option', ['build', 'web'], /--output <dir>' not specified/],
    [
      '--no-interactive without a prompt',
      ['run', 'web', '--no-interactive'],
      /--no-interactive needs a prompt/,
    ],
  ];

  it.each(wrong)('%s exits 2 and touches nothing', async (_, args, says) => {
    const place = newPlace();
    project(place, GOOD, ['space:good@1.0.0']);
    const before = treeOf(place.root);
    const text = await run(place, { args });
    expect(text).toMatchObject({ exitCode: 2, stdout: '' });
    expect(text.stderr).toMatch(says);
    const [command = '', ...rest] = args;
    const json = await run(place, { args: [command, '--json', ...rest] });
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'USAGE_ERROR' } });
    expect(treeOf(place.root)).toEqual(before);
  });

  it('is one JSON document too', async () => {
    const place = newPlace();
    const { exitCode, stdout } = await run(place, { args: ['install', '--json', '--updaet'] });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'USAGE_ERROR',
        message: expect.stringContaining("unknown option '--updaet'") as string,
        issues: [],
      },
    });
  });

  it('is not asking for help', async () => {
    const place = newPlace();
    for (const args of [['--help'], ['help', 'install'], ['install', '--help'], ['--version']]) {
      const { exitCode, stdout } = await run(place, { args });
      expect({ exitCode, isEmpty: stdout === '' }).toEqual({ exitCode: 0, isEmpty: false });
    }
    expect(treeOf(place.root)).toEqual({ 'project/': '755' });
  });
});

describe('--frozen', () => {
  it('exits 3 with what differs and changes nothing, and 0 where the lock fits', async () => {
    const place = newPlace();
    project(place, { ...GOOD, more: {} }, ['space:good@^1']);
    const install = ['install', '--registry', place.registry];
    expect(await run(place, { args: install })).toMatchObject({ exitCode: 0 });
    expect(await run(place, { args: [...install, '--frozen'] })).toMatchObject({ exitCode: 0 });

    writeFileSync(
      join(place.project, 'asp-targets.toml'),
      targetsToml({ web: ['space:good@^1', 'space:more@^1'] }),
    );
    const before = treeOf(place.root);
    const text = await run(place, { args: [...install, '--frozen'] });
    expect(text).toMatchObject({ exitCode: 3, stdout: '' });
    expect(text.stderr).toMatch(
      /drift[^]*web\n {2}~ compose: \+ space:more@\^1\n {2}\+ more 1\.0\.0 \(@\^1, [0-9a-f]{12}\)[^]*asp install/,
    );

    const json = await run(place, { args: [...install, '--frozen', '--json'] });
    expect(json.exitCode).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      result: 'drift',
      changes: [
        { kind: 'compose-changed', target: 'web' },
        { kind: 'space-added', target: 'web', id: 'more' },
      ],
    });
    expect(treeOf(place.root)).toEqual(before);
  });
});
