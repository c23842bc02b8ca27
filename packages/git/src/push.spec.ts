import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository, type PushTarget } from './index';
import {
  isolateGit,
  tempClone,
  tempDirectory,
  tempRepository,
  type TempRepository,
} from './testing/temp-repository';

isolateGit();
const root = tempDirectory();
let made = 0;
const freshDirectory = (): string => join(root, `p${(made += 1)}`);

/** A bare remote, and a clone of it with a commit and two tags of its own. */
function cloneAhead(): { remote: TempRepository; clone: TempRepository; head: string } {
  const { remote, clone } = tempClone(freshDirectory());
  remote.git('checkout', '--quiet', '--detach');
  const head = clone.commit({ f: '2\n' });
  for (const tag of ['space/a/v1.0.0', 'a--v1.0.0', 'unasked']) clone.git('tag', '-a', '-m', tag, tag);
  return { remote, clone, head };
}

async function push({ directory }: TempRepository, branch: string | undefined = 'main'): Promise<PushTarget> {
  const repository = await openRepository(directory, { offline: true });
  try {
    const publisher = await repository.publisher();
    const target = await publisher.pushTarget(branch);
    await publisher.push({ ...target, branch, tags: ['space/a/v1.0.0', 'a--v1.0.0'] });
    return target;
  } finally {
    await repository.close();
  }
}

/** Has a remote refuse refs, each for itself, as one that protects them does. */
function protect({ directory }: TempRepository, refs: string): void {
  const hook = join(directory, '.git/hooks/update');
  writeFileSync(hook, `#!/bin/sh\ncase "$1" in ${refs}) exit 1 ;; esac\n`);
  chmodSync(hook, 0o755);
}

const tagsOf = ({ git }: TempRepository): string => git('tag');

describe('pushing', () => {
  it('brings the branch and the tags that are named, and no other, even from a repository that was opened offline', async () => {
    const { remote, clone, head } = cloneAhead();
    expect(await push(clone)).toEqual({ remote: 'origin', ref: 'refs/heads/main' });
    expect(remote.git('rev-parse', 'main')).toBe(head);
    expect(tagsOf(remote)).toBe('a--v1.0.0\nspace/a/v1.0.0');
  });

  it('takes along the tags that were asked for, where the branch holds their commit and the remote lacks them', async () => {
    const { remote, clone } = cloneAhead();
    for (const tag of ['space/b/v1.0.0', 'b--v1.0.0', 'space/b/vnext', 'space/b/deep/v1'])
      clone.git('tag', tag);
    clone.git('checkout', '--quiet', '-b', 'elsewhere');
    clone.commit({ f: '3\n' });
    clone.git('tag', 'space/b/v2.0.0');
    clone.git('checkout', '--quiet', 'main');
    // Another one than here, which is none of this push's business.
    clone.git('tag', 'space/c/v1.0.0');
    remote.git('tag', 'space/c/v1.0.0', 'main');
    const repository = await openRepository(clone.directory, { offline: true });
    const publisher = await repository.publisher();
    const request = {
      ...(await publisher.pushTarget('main')),
      branch: 'main',
      tags: ['a--v1.0.0'],
      following: ['space/*/v[0-9]*', '*--v[0-9]*'],
    };
    expect(await publisher.push(request)).toEqual({
      taken: ['b--v1.0.0', 'space/a/v1.0.0', 'space/b/v1.0.0'],
      refused: [],
    });
    expect(tagsOf(remote)).toBe('a--v1.0.0\nb--v1.0.0\nspace/a/v1.0.0\nspace/b/v1.0.0\nspace/c/v1.0.0');
    expect(await publisher.push(request)).toEqual({ taken: [], refused: [] });
    await repository.close();
  });

  it('leaves what is to follow where the remote refuses it, and brings the rest', async () => {
    const { remote, clone, head } = cloneAhead();
    for (const tag of ['space/b/v1.0.0', 'space/c/v1.0.0']) clone.git('tag', tag);
    protect(remote, 'refs/tags/space/c/*');
    const repository = await openRepository(clone.directory);
    const publisher = await repository.publisher();
    const target = await publisher.pushTarget('main');
    const following = ['space/*/v[0-9]*'];
    expect(await publisher.push({ ...target, branch: 'main', tags: ['a--v1.0.0'], following })).toEqual({
      taken: ['space/a/v1.0.0', 'space/b/v1.0.0'],
      refused: [{ name: 'space/c/v1.0.0', reason: 'hook declined' }],
    });
    expect(remote.git('rev-parse', 'main')).toBe(head);
    expect(tagsOf(remote)).toBe('a--v1.0.0\nspace/a/v1.0.0\nspace/b/v1.0.0');
    await repository.close();
  });

  it('brings nothing when the remote refuses a tag that was named, and names that tag', async () => {
    const { remote, clone } = cloneAhead();
    protect(remote, 'refs/tags/space/a/*');
    const before = remote.git('for-each-ref');
    await expect(push(clone)).rejects.toMatchObject({
      message: 'origin refused space/a/v1.0.0 (hook declined), so nothing was pushed',
    });
    expect(remote.git('for-each-ref')).toBe(before);
  });

  it('is done where the remote has everything already', async () => {
    const { remote, clone } = cloneAhead();
    await push(clone);
    const before = remote.git('for-each-ref');
    await push(clone);
    expect(remote.git('for-each-ref')).toBe(before);
  });

  it('brings tags alone where there is no branch', async () => {
    const { remote, clone } = cloneAhead();
    const before = remote.git('rev-parse', 'main');
    clone.git('checkout', '--quiet', '--detach');
    const repository = await openRepository(clone.directory);
    const publisher = await repository.publisher();
    const target = await publisher.pushTarget(undefined);
    await publisher.push({ ...target, branch: undefined, tags: ['space/a/v1.0.0'] });
    await repository.close();
    expect(tagsOf(remote)).toBe('space/a/v1.0.0');
    expect(remote.git('rev-parse', 'main')).toBe(before);
  });

  it('brings nothing when the branch has moved on there, and says what to do', async () => {
    const { remote, clone } = cloneAhead();
    remote.git('checkout', '--quiet', 'main');
    remote.commit({ g: 'theirs\n' });
    remote.git('checkout', '--quiet', '--detach');
    await expect(push(clone)).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: 'origin refused main (fetch first), so nothing was pushed',
      hint: expect.stringContaining(
        `git -C ${clone.directory} push --atomic origin refs/heads/main:refs/heads/main refs/tags/space/a/v1.0.0`,
      ),
    });
    expect(tagsOf(remote)).toBe('');
  });

  it('brings nothing when a tag is another one there', async () => {
    const { remote, clone } = cloneAhead();
    remote.git('tag', 'a--v1.0.0');
    const before = remote.git('for-each-ref');
    await expect(push(clone)).rejects.toMatchObject({
      message: 'origin refused a--v1.0.0 (already exists), so nothing was pushed',
    });
    expect(remote.git('for-each-ref')).toBe(before);
  });

  it('goes where the branch is configured to be pushed, else to what it follows', async () => {
    const { remote, clone, head } = cloneAhead();
    clone.git('checkout', '--quiet', '-b', 'work');
    clone.git('config', 'branch.work.remote', 'origin');
    clone.git('config', 'branch.work.merge', 'refs/heads/release');
    expect(await push(clone, 'work')).toEqual({ remote: 'origin', ref: 'refs/heads/release' });
    expect(remote.git('rev-parse', 'release')).toBe(head);

    const fork = freshDirectory();
    remote.git('clone', '--quiet', '--bare', '.', fork);
    clone.git('remote', 'add', 'fork', fork);
    clone.git('config', 'remote.pushDefault', 'fork');
    expect(await push(clone, 'work')).toMatchObject({ remote: 'fork' });
  });

  it('takes a branch that follows a local one to the remote under its own name', async () => {
    const { remote, clone, head } = cloneAhead();
    clone.git('checkout', '--quiet', '-b', 'work', '--track', 'main');
    expect(await push(clone, 'work')).toEqual({ remote: 'origin', ref: 'refs/heads/work' });
    expect(remote.git('rev-parse', 'work')).toBe(head);
  });

  it('fails with a hint where there is no remote, and with what git says where it cannot be reached', async () => {
    const lonely = tempRepository(freshDirectory());
    lonely.commit({ f: '1\n' });
    await expect(push(lonely)).rejects.toMatchObject({
      message: expect.stringContaining('has no remote'),
      hint: expect.stringContaining('remote add origin'),
    });
    const { remote, clone } = cloneAhead();
    rmSync(remote.directory, { recursive: true });
    await expect(push(clone)).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: expect.stringMatching(/^Pushing to origin failed: .*does not appear to be a git repository/),
    });
  });

  it('starts no hook and signs nothing, whatever the user has configured', async () => {
    const { remote, clone } = cloneAhead();
    const witness = join(root, 'witness');
    const hook = join(clone.directory, '.git/hooks/pre-push');
    writeFileSync(hook, `#!/bin/sh\ntouch '${witness}'\nexit 1\n`);
    chmodSync(hook, 0o755);
    for (const [key, value] of Object.entries({
      'push.gpgSign': 'true',
      'push.followTags': 'true',
      'push.default': 'nothing',
      'push.recurseSubmodules': 'only',
      'gpg.program': 'false',
    }))
      clone.git('config', key, value);
    await push(clone);
    expect(existsSync(witness)).toBe(false);
    expect(tagsOf(remote)).toBe('a--v1.0.0\nspace/a/v1.0.0');
  });
});
