import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository, type AdvanceResult, type GitRepository } from './index';
import {
  existingRepository,
  isolateGit,
  tempClone,
  tempDirectory,
  tempRepository,
  type TempRepository,
} from './testing/temp-repository';

isolateGit();
const root = tempDirectory();
let made = 0;

const cloned = (...cloneArgs: string[]) => tempClone(join(root, `p${(made += 1)}`), ...cloneArgs);

async function using<T>(
  { directory }: TempRepository,
  work: (repository: GitRepository) => Promise<T>,
): Promise<T> {
  const repository = await openRepository(directory);
  try {
    return await work(repository);
  } finally {
    await repository.close();
  }
}

const advance = (clone: TempRepository): Promise<AdvanceResult> =>
  using(clone, (repository) => repository.advance());

describe('advance', () => {
  it('fast-forwards, brings tags and branches, and lists refs anew', async () => {
    const { remote, clone, first } = cloned();
    const second = remote.commit({ f: '2\n' });
    remote.git('tag', 'space/a/v1.0.0');
    remote.git('branch', 'other');
    await using(clone, async (repository) => {
      expect((await repository.refs()).spaceTags.size).toBe(0);
      expect(await repository.advance()).toEqual({ kind: 'advanced', from: first, to: second });
      const refs = await repository.refs();
      expect(refs.head).toBe(second);
      expect([...refs.spaceTags]).toEqual([['space/a/v1.0.0', second]]);
      expect((await repository.readObject(second)).type).toBe('commit');
      expect(await repository.lookUpCommit('refs/remotes/origin/other')).toEqual({
        kind: 'found',
        sha: second,
      });
    });
    expect(readFileSync(join(clone.directory, 'f'), 'utf8')).toBe('2\n');
  });

  it('is up to date when the remote has nothing new, even with commits of its own', async () => {
    const { clone } = cloned();
    expect(await advance(clone)).toEqual({ kind: 'up-to-date' });
    clone.commit({ f: 'mine\n' });
    expect(await advance(clone)).toEqual({ kind: 'up-to-date' });
  });

  it('leaves a diverged branch alone', async () => {
    const { remote, clone } = cloned();
    remote.commit({ f: '2\n' });
    remote.commit({ f: '3\n' });
    const mine = clone.commit({ g: 'mine\n' });
    expect(await advance(clone)).toEqual({
      kind: 'diverged',
      branch: 'main',
      upstream: 'origin/main',
      ahead: 1,
      behind: 2,
    });
    expect(clone.git('rev-parse', 'HEAD')).toBe(mine);
  });

  it('is blocked by a change it would overwrite, and keeps it, whatever merge is configured to do', async () => {
    const { remote, clone, first } = cloned();
    remote.commit({ f: '2\n' });
    clone.git('config', 'merge.autoStash', 'true');
    clone.write('f', 'precious\n');
    expect(await advance(clone)).toEqual({ kind: 'blocked', reason: expect.stringContaining('overwritten') });
    expect(readFileSync(join(clone.directory, 'f'), 'utf8')).toBe('precious\n');
    expect(clone.git('rev-parse', 'HEAD')).toBe(first);
  });

  it('keeps changes that are not in its way', async () => {
    const { remote, clone, first } = cloned();
    const second = remote.commit({ f: '2\n' });
    clone.write('g', 'precious\n');
    clone.write('untracked', 'precious\n');
    expect(await advance(clone)).toEqual({ kind: 'advanced', from: first, to: second });
    expect(readFileSync(join(clone.directory, 'g'), 'utf8')).toBe('precious\n');
  });

  it('says why it cannot move a detached HEAD or a branch that follows nothing', async () => {
    const { clone } = cloned();
    clone.git('checkout', '--quiet', '-b', 'own');
    expect(await advance(clone)).toMatchObject({ kind: 'blocked', reason: expect.stringContaining('own') });
    clone.git('checkout', '--quiet', '--detach');
    expect(await advance(clone)).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('detached'),
    });
  });

  it('fills the clone of a remote that was empty', async () => {
    const directory = join(root, `p${(made += 1)}`);
    const remote = tempRepository(join(directory, 'remote'));
    remote.git('clone', '--quiet', remote.directory, join(directory, 'clone'));
    const first = remote.commit({ f: '1\n' });
    const clone = existingRepository(join(directory, 'clone'));
    expect(await advance(clone)).toEqual({ kind: 'advanced', from: undefined, to: first });
  });

  it('advances a bare mirror', async () => {
    const { remote, clone, first } = cloned('--mirror');
    const second = remote.commit({ f: '2\n' });
    expect(await advance(clone)).toEqual({ kind: 'advanced', from: first, to: second });
  });

  it('fails with a hint about working offline when the remote cannot be reached', async () => {
    const { remote, clone } = cloned();
    rmSync(remote.directory, { recursive: true });
    await expect(advance(clone)).rejects.toMatchObject({
      code: 'GIT_ERROR',
      hint: expect.stringContaining('--no-fetch'),
    });
  });

  it('refuses tags that were moved on the remote, and advances all the same', async () => {
    const { remote, clone, first } = cloned();
    for (const tag of ['space/a/v1.0.0', 'space/b/v1.0.0']) remote.git('tag', tag);
    expect(await advance(clone)).toEqual({ kind: 'up-to-date' });
    const second = remote.commit({ f: '2\n' });
    for (const tag of ['space/a/v1.0.0', 'space/b/v1.0.0']) remote.git('tag', '--force', tag);
    expect(await advance(clone)).toEqual({
      kind: 'advanced',
      from: first,
      to: second,
      refused: expect.objectContaining({
        code: 'GIT_ERROR',
        message: expect.stringMatching(
          /refused space\/a\/v1\.0\.0 \(would clobber existing tag\), and 1 more$/,
        ),
        hint: expect.stringMatching(`moved.*: git -C ${clone.directory} fetch --tags --force$`),
      }),
    });
    expect(clone.git('rev-parse', 'space/a/v1.0.0')).toBe(first);
  });

  it('advances although a new branch has no room beside one that is gone on the remote', async () => {
    const { remote, clone, first } = cloned();
    remote.git('branch', 'x');
    await advance(clone);
    remote.git('branch', '--delete', 'x');
    remote.git('branch', 'x/y');
    const second = remote.commit({ f: '2\n' });
    expect(await advance(clone)).toEqual({
      kind: 'advanced',
      from: first,
      to: second,
      refused: expect.objectContaining({
        message: expect.stringContaining('refused x/y ('),
        hint: expect.stringContaining(`git -C ${clone.directory} remote prune origin`),
      }),
    });
  });

  it('has nothing to do without a remote, or with one that fetches no branches', async () => {
    const lonely = tempRepository(join(root, `p${(made += 1)}`));
    expect(await advance(lonely)).toEqual({ kind: 'no-remote' });
    const { clone } = cloned('--bare');
    expect(await advance(clone)).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('origin'),
    });
  });
});

describe('remote', () => {
  const remoteOf = (repository: TempRepository) => using(repository, (opened) => opened.remote());

  it('is origin, or else the only one, with its URL freed of secrets', async () => {
    const repository = tempRepository(join(root, `p${(made += 1)}`));
    expect(await remoteOf(repository)).toBeUndefined();
    repository.git('remote', 'add', 'team.x', 'https://user:secret@example.com/r.git');
    expect(await remoteOf(repository)).toEqual({
      name: 'team.x',
      url: 'https://example.com/r.git',
      fetchable: true,
    });
    repository.git('remote', 'add', 'second', '/elsewhere');
    expect(await remoteOf(repository)).toBeUndefined();
    repository.git('remote', 'add', '--mirror=push', 'origin', 'ssh://git@example.com/r.git');
    repository.git('remote', 'set-url', '--add', 'origin', '/another');
    expect(await remoteOf(repository)).toEqual({
      name: 'origin',
      url: 'ssh://git@example.com/r.git',
      fetchable: false,
    });
  });
});
