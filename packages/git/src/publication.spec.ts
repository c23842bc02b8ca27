import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitSha } from '@agent-spaces/core';
import { buildSync } from 'esbuild';
import { openRepository } from './index';
import { gitShim, type Mishap } from './testing/git-shim';
import { publishOnce } from './testing/publish-once';
import { isolateGit, tempDirectory, tempRepository, type TempRepository } from './testing/temp-repository';

const PATH = process.env['PATH'];
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
  });
});
afterEach(() => {
  process.env['PATH'] = PATH;
});

let made = 0;
const freshDirectory = (): string => join(root, `p${(made += 1)}`);

const TAGS = 'registry/dist-tags.json';
const MARKETPLACE = '.claude-plugin/marketplace.json';
const WANTED = {
  files: { [TAGS]: '{"a":{"stable":"v1.0.0"}}\n', [MARKETPLACE]: '{"plugins":[]}\n' },
  tags: ['space/a/v1.0.0', 'a--v1.0.0'],
};

/** A registry whose user is in the middle of something else. */
function busyRepository(): TempRepository {
  const repository = tempRepository(freshDirectory());
  repository.commit({ [TAGS]: '{"a":{}}\n', 'spaces/a/space.toml': 'a\n', staged: '1\n', changed: '1\n' });
  repository.write('staged', '2\n');
  repository.git('add', 'staged');
  repository.write('changed', '2\n');
  return repository;
}

const OTHER_WORK = [' M changed', 'M  staged'];

const statusOf = ({ directory, git }: TempRepository): readonly string[] => {
  expect(directory).not.toBe('');
  return git('-c', 'core.quotePath=false', 'status', '--porcelain', '--untracked-files=all')
    .split('\n')
    .map((line) => (line.startsWith('M ') && !line.startsWith('M  ') ? ` ${line}` : line))
    .sort();
};

const leftIn = ({ git }: TempRepository): readonly string[] =>
  readdirSync(git('rev-parse', '--absolute-git-dir')).filter((name) => /^asp|\.lock$/.test(name));

/** Nothing of a publication is to be seen. */
function expectUntouched(repository: TempRepository, head: string): void {
  expect(repository.git('rev-parse', 'HEAD')).toBe(head);
  expect(repository.git('tag')).toBe('');
  expect(statusOf(repository)).toEqual(OTHER_WORK);
  expect(existsSync(join(repository.directory, '.claude-plugin'))).toBe(false);
  expect(leftIn(repository)).toEqual([]);
}

/** All of it is there, once. */
function expectPublished({ directory, git, ...rest }: TempRepository, head: string): void {
  expect(git('rev-parse', 'HEAD^')).toBe(head);
  for (const tag of WANTED.tags) expect(git('rev-parse', `${tag}^{commit}`)).toBe(head);
  for (const [path, text] of Object.entries(WANTED.files)) {
    expect(readFileSync(join(directory, path), 'utf8')).toBe(text);
    expect(git('show', `HEAD:${path}`)).toBe(text.trim());
  }
  expect(statusOf({ directory, git, ...rest })).toEqual(OTHER_WORK);
  expect(leftIn({ directory, git, ...rest })).toEqual([]);
}

const publish = ({ directory }: TempRepository): Promise<void> => publishOnce({ directory, ...WANTED });

/** Publishes in a process of its own, and returns what ended it. */
function publishElsewhere(
  { directory }: TempRepository,
  env: Readonly<Record<string, string>>,
  ...nodeArgs: readonly string[]
): { readonly signal: string | null; readonly status: number | null } {
  const file = `${freshDirectory()}.json`;
  writeFileSync(file, JSON.stringify({ directory, ...WANTED }));
  const { signal, status } = spawnSync(process.execPath, [...nodeArgs, program, file], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  return { signal, status };
}

async function publishWith(repository: TempRepository, mishap?: Mishap): Promise<readonly string[]> {
  const shim = gitShim(freshDirectory(), mishap);
  Object.assign(process.env, shim.env);
  try {
    await publish(repository);
  } finally {
    process.env['PATH'] = PATH;
  }
  return shim.calls();
}

describe('a publication in which something goes wrong', () => {
  let calls: readonly string[];
  beforeAll(async () => {
    const repository = busyRepository();
    const head = repository.git('rev-parse', 'HEAD');
    calls = await publishWith(repository);
    expectPublished(repository, head);
  });

  it('leaves nothing behind when any of its git processes fails, and succeeds the next time', async () => {
    expect(calls.length).toBeGreaterThan(10);
    for (const at of calls.keys()) {
      const repository = busyRepository();
      const head = repository.git('rev-parse', 'HEAD');
      await expect(publishWith(repository, { at: at + 1, what: 'fail' })).rejects.toMatchObject({
        code: 'GIT_ERROR',
      });
      expectUntouched(repository, head);
      await publish(repository);
      expectPublished(repository, head);
      rmSync(repository.directory, { recursive: true });
    }
  });

  it.each(['kill before', 'kill after'] as const)(
    'is ended by the next one, when it was killed at any of its git processes: %s',
    async (what) => {
      // What comes before only reads.
      const first = calls.findIndex((call) => call.includes('hash-object'));
      for (let at = first; at < calls.length; at++) {
        const repository = busyRepository();
        const head = repository.git('rev-parse', 'HEAD');
        const { env } = gitShim(freshDirectory(), { at: at + 1, what });
        publishElsewhere(repository, env);
        await publish(repository);
        expectPublished(repository, head);
        rmSync(repository.directory, { recursive: true });
      }
    },
  );

  it('is ended by the next one, when it was killed at any change of the disk', async () => {
    const killer = join(__dirname, '../../../e2e/support/kill-at.cjs');
    const count = join(root, 'count');
    expect(publishElsewhere(busyRepository(), { KILL_COUNT: count }, '--require', killer)).toEqual({
      signal: null,
      status: 0,
    });
    const changes = Number(readFileSync(count, 'utf8'));
    expect(changes).toBeGreaterThan(5);
    for (let at = 1; at <= changes; at++) {
      const repository = busyRepository();
      const head = repository.git('rev-parse', 'HEAD');
      const { signal } = publishElsewhere(repository, { KILL_AT: String(at) }, '--require', killer);
      expect(signal).toBe('SIGKILL');
      await publish(repository);
      expectPublished(repository, head);
      rmSync(repository.directory, { recursive: true });
    }
  });

  it('gives way to a commit that came in between, and is whole again on top of it', async () => {
    const repository = busyRepository();
    const { git, directory } = repository;
    const commit = `git -C '${directory}' commit --quiet --allow-empty --only --message other`;
    const at = calls.findIndex((call) => call.includes('update-ref')) + 1;
    const before = git('rev-parse', 'HEAD');
    await expect(publishWith(repository, { at, what: { run: commit } })).rejects.toMatchObject({
      message: expect.stringContaining('refs/heads/main was changed by somebody else'),
    });
    const other = git('rev-parse', 'HEAD');
    expect(git('rev-parse', 'HEAD^')).toBe(before);
    expectUntouched(repository, other);
    await publish(repository);
    expectPublished(repository, other);
  });
});

describe('what a killed publication left', () => {
  /** Killed when the files and the index were written, and no ref. */
  function killedHalfway(): { readonly repository: TempRepository; readonly head: string } {
    const repository = busyRepository();
    const head = repository.git('rev-parse', 'HEAD');
    const probe = gitShim(freshDirectory());
    publishElsewhere(busyRepository(), probe.env);
    const at = probe.calls().findIndex((call) => call.includes('update-ref')) + 1;
    const { env } = gitShim(freshDirectory(), { at, what: 'kill before' });
    expect(publishElsewhere(repository, env).signal).toBe('SIGKILL');
    expect(statusOf(repository)).toEqual([...OTHER_WORK, `A  ${MARKETPLACE}`, `M  ${TAGS}`].sort());
    return { repository, head };
  }

  async function recover({ directory }: TempRepository): Promise<unknown> {
    const repository = await openRepository(directory);
    try {
      return await (await repository.publisher()).recover();
    } finally {
      await repository.close();
    }
  }

  it('is put back, and told', async () => {
    const { repository, head } = killedHalfway();
    expect(await recover(repository)).toEqual({ kind: 'undone', files: [TAGS, MARKETPLACE] });
    expectUntouched(repository, head);
    expect(await recover(repository)).toEqual({ kind: 'nothing' });
  });

  it('stays where the user has changed it since', async () => {
    const { repository } = killedHalfway();
    repository.write(TAGS, 'mine\n');
    repository.git('add', TAGS);
    repository.write(MARKETPLACE, 'mine\n');
    expect(await recover(repository)).toEqual({ kind: 'undone', files: [] });
    expect(readFileSync(join(repository.directory, TAGS), 'utf8')).toBe('mine\n');
    expect(repository.git('show', `:${TAGS}`)).toBe('mine');
    expect(readFileSync(join(repository.directory, MARKETPLACE), 'utf8')).toBe('mine\n');
  });

  it('stays where the user has committed it since', async () => {
    const { repository } = killedHalfway();
    repository.git('commit', '--quiet', '--message', 'took it');
    const head = repository.git('rev-parse', 'HEAD') as CommitSha;
    expect(await recover(repository)).toEqual({ kind: 'complete' });
    expect(repository.git('rev-parse', 'HEAD')).toBe(head);
    expect(statusOf(repository)).toEqual([' M changed']);
    expect(readFileSync(join(repository.directory, TAGS), 'utf8')).toBe(WANTED.files[TAGS]);
  });

  it('is not guessed at from a journal that this version does not know', async () => {
    const repository = busyRepository();
    const file = join(repository.directory, '.git/asp-publish.json');
    for (const text of ['{"version":2,"files":[]}', '{"version":1,"files":[{"path":"../x"}]}', '[]', '{']) {
      writeFileSync(file, text);
      await expect(recover(repository)).rejects.toMatchObject({ location: { file } });
      expect(existsSync(file)).toBe(true);
    }
  });
});
