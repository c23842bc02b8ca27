import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import type { PublishOptions } from './publish-request';
import {
  isolateGit,
  publishingRegistry,
  spaceToml,
  stateOf,
  tempDirectory,
  type PublishingRegistry,
} from './testing/publishing-registry';

isolateGit();
const root = tempDirectory();
const program = join(root, 'publish-once.cjs');
beforeAll(() => {
  buildSync({
    entryPoints: [join(__dirname, 'testing/publish-once.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    conditions: ['@agent-spaces/source'],
    // One library's main file cannot be bundled.
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
});

let made = 0;
const TAGS = 'registry/dist-tags.json';
const MARKETPLACE = '.claude-plugin/marketplace.json';
const OPTIONS: PublishOptions = { space: 'alpha', distTags: ['stable'] };

function fresh(): PublishingRegistry {
  const registry = publishingRegistry(join(root, `p${(made += 1)}`, 'registry'));
  registry.commit({
    [TAGS]: '{}\n',
    'spaces/alpha/space.toml': spaceToml('alpha', '1.0.0'),
    'spaces/beta/space.toml': spaceToml('beta', '1.0.0'),
    'other.md': 'x\n',
  });
  registry.write('other.md', 'work of the user\n');
  return registry;
}

interface Outcome {
  readonly kind?: string;
  readonly code?: string;
  readonly message?: string;
}

/** Publishes in a process of its own; without an outcome it was killed. */
async function elsewhere(
  { directory }: PublishingRegistry,
  options: PublishOptions,
  env: Readonly<Record<string, string>> = {},
  ...nodeArgs: readonly string[]
): Promise<Outcome | undefined> {
  const args = [...nodeArgs, program, directory, JSON.stringify(options)];
  const run = promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout === '' ? undefined : (JSON.parse(stdout) as Outcome);
}

const lockOf = ({ directory }: PublishingRegistry): string => join(directory, '.git/asp-publish.lock');

/** What the dead hold is taken over once it has not been renewed for a while; this is that while. */
function letTimePass(registry: PublishingRegistry): void {
  if (existsSync(lockOf(registry))) utimesSync(lockOf(registry), 0, 0);
}

const leftIn = ({ directory }: PublishingRegistry): readonly string[] =>
  ['.git', 'registry', '.claude-plugin', '.']
    .flatMap((place) => readdirSync(join(directory, place)))
    .filter((name) => /asp-/.test(name));

/** The whole publication, once. */
function expectPublished({ git, read, ...registry }: PublishingRegistry, head: string): void {
  expect(git('rev-parse', 'HEAD^')).toBe(head);
  expect(git('for-each-ref', '--format=%(refname) %(*objectname)', 'refs/tags')).toBe(
    `refs/tags/alpha--v1.0.0 ${head}\nrefs/tags/space/alpha/v1.0.0 ${head}`,
  );
  expect(JSON.parse(read(TAGS) ?? '')).toEqual({ alpha: { stable: 'v1.0.0' } });
  expect(git('status', '--porcelain', '--untracked-files=all')).toBe(' M other.md');
  expect(read('other.md')).toBe('work of the user\n');
  expect(leftIn({ git, read, ...registry })).toEqual([]);
}

describe('a publication that was killed', () => {
  it('at any change of the disk is ended by the next one', async () => {
    const killer = join(__dirname, '../../../e2e/support/kill-at.cjs');
    const count = join(root, 'count');
    const whole = fresh();
    const head = whole.git('rev-parse', 'HEAD');
    const done = await elsewhere(whole, OPTIONS, { KILL_COUNT: count }, '--require', killer);
    expect(done).toMatchObject({ kind: 'published' });
    expectPublished(whole, head);
    const changes = Number(readFileSync(count, 'utf8'));
    expect(changes).toBeGreaterThan(8);
    for (let at = 1; at <= changes; at++) {
      const registry = fresh();
      const before = registry.git('rev-parse', 'HEAD');
      expect(
        await elsewhere(registry, OPTIONS, { KILL_AT: String(at) }, '--require', killer),
      ).toBeUndefined();
      letTimePass(registry);
      const { kind } = await registry.publish(OPTIONS);
      expect(['published', 'unchanged']).toContain(kind);
      expectPublished(registry, before);
      rmSync(registry.directory, { recursive: true });
    }
  });

  it('is undone, and told, when the next one publishes something else', async () => {
    const registry = fresh();
    const { directory, git } = registry;
    const stopped = join(root, 'stopped');
    mkdirSync(stopped);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const shim = `#!/bin/sh\ncase "$*" in *update-ref*) kill -9 $PPID; exit 1;; esac\nexec '${real}' "$@"\n`;
    writeFileSync(join(stopped, 'git'), shim, { mode: 0o755 });
    const head = git('rev-parse', 'HEAD');
    const env = { PATH: `${stopped}:${process.env['PATH']}` };
    expect(await elsewhere(registry, OPTIONS, env)).toBeUndefined();
    expect(git('status', '--porcelain')).toBe(`A  ${MARKETPLACE}\n M other.md\nM  ${TAGS}`);
    letTimePass(registry);
    await registry.publish({ space: 'beta', distTags: ['latest'], marketplace: false });
    expect(registry.notices).toEqual([
      `An earlier publication was interrupted before anything was published; put back: ${TAGS}, ${MARKETPLACE}.`,
    ]);
    expect(git('rev-parse', 'HEAD^')).toBe(head);
    expect(git('tag')).toBe('space/beta/v1.0.0');
    expect(JSON.parse(registry.read(TAGS) ?? '')).toEqual({ beta: { latest: 'v1.0.0' } });
    expect(existsSync(join(directory, '.claude-plugin'))).toBe(false);
    expect(git('status', '--porcelain')).toBe(' M other.md');
  });
});

describe('publications at the same time', () => {
  it('of two spaces in two processes both succeed, one on top of the other', async () => {
    const registry = fresh();
    const outcomes = await Promise.all(
      ['alpha', 'beta'].map((space) => elsewhere(registry, { space, distTags: ['stable'] })),
    );
    expect(outcomes.map((outcome) => outcome?.kind)).toEqual(['published', 'published']);
    expect(JSON.parse(registry.read(TAGS) ?? '')).toEqual({
      alpha: { stable: 'v1.0.0' },
      beta: { stable: 'v1.0.0' },
    });
    expect(registry.git('tag').split('\n')).toHaveLength(4);
    expect(registry.git('rev-list', '--count', 'HEAD')).toBe('3');
    expect(registry.git('status', '--porcelain')).toBe(' M other.md');
  });

  it('of the same version in many processes are one publication', async () => {
    const registry = fresh();
    const head = registry.git('rev-parse', 'HEAD');
    const outcomes = await Promise.all([1, 2, 3].map(() => elsewhere(registry, OPTIONS)));
    expect(outcomes.map((outcome) => outcome?.kind).sort()).toEqual(['published', 'unchanged', 'unchanged']);
    expectPublished(registry, head);
  });

  it('of one version with two contents, from two work trees, end with one of them and a clear error for the other', async () => {
    const registry = fresh();
    const linked = join(root, `linked${made}`);
    registry.git('worktree', 'add', '--quiet', '-b', 'release', linked);
    registry.git('-C', linked, 'mv', 'spaces/alpha/space.toml', 'spaces/alpha/x');
    writeFileSync(join(linked, 'spaces/alpha/space.toml'), spaceToml('alpha', '1.0.0', '# other\n'));
    registry.git('-C', linked, 'add', '--all');
    registry.git('-C', linked, 'commit', '--quiet', '--message', 'other');
    const outcomes = await Promise.all([
      elsewhere(registry, OPTIONS),
      elsewhere({ ...registry, directory: linked }, OPTIONS),
    ]);
    const failed = outcomes.filter((outcome) => outcome?.code !== undefined);
    expect(failed).toEqual([
      { code: 'CONFIG_ERROR', message: expect.stringContaining('published already with other content') },
    ]);
    expect(registry.git('status', '--porcelain')).toBe(' M other.md');
    expect(registry.git('-C', linked, 'status', '--porcelain')).toBe('');
  });

  it('give up with one error when another holds the registry for too long', async () => {
    const registry = fresh();
    const before = stateOf(registry);
    // Held by a process that lives and renews it.
    const holder = spawn(process.execPath, ['-e', HOLD, lockOf(registry)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    try {
      await expect(registry.publish(OPTIONS, { env: { ASP_LOCK_TIMEOUT_MS: '50' } })).rejects.toMatchObject({
        code: 'LOCK_TIMEOUT_ERROR',
        location: { file: lockOf(registry) },
      });
    } finally {
      holder.kill('SIGKILL');
    }
    expect(stateOf(registry)).toEqual(before);
  });
});

const HOLD = `
const fs = require('node:fs');
const [lock] = process.argv.slice(1);
fs.mkdirSync(lock);
setInterval(() => fs.utimesSync(lock, new Date(), new Date()), 200);
process.stdout.write('held');
`;
