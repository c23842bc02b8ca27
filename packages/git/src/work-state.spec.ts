import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository, type WorkState } from './index';
import { isolateGit, tempDirectory, tempRepository, type TempRepository } from './testing/temp-repository';
import { parseUncommitted } from './work-state';

isolateGit();
const root = tempDirectory();
let made = 0;

function fresh(): TempRepository {
  const repository = tempRepository(join(root, `p${(made += 1)}`));
  repository.commit({ '.gitignore': '*.log\n', 'spaces/a/x': '1\n', 'spaces/ab/x': '1\n', f: '1\n' });
  return repository;
}

async function stateOf({ directory }: TempRepository, ...paths: string[]): Promise<WorkState> {
  const repository = await openRepository(directory);
  try {
    return await (await repository.publisher()).state(paths);
  } finally {
    await repository.close();
  }
}

const uncommitted = async (repository: TempRepository, ...paths: string[]): Promise<readonly string[]> =>
  (await stateOf(repository, ...paths)).uncommitted.map(({ kind, path }) => `${kind} ${path}`);

describe('the state of a work tree', () => {
  it('names the commit and the branch, or that there is none', async () => {
    const repository = fresh();
    const head = repository.git('rev-parse', 'HEAD');
    expect(await stateOf(repository, '.')).toEqual({
      head,
      branch: 'main',
      unfinished: undefined,
      uncommitted: [],
    });
    repository.git('checkout', '--quiet', '--detach');
    expect(await stateOf(repository, '.')).toMatchObject({ head, branch: undefined });
    expect(await stateOf(tempRepository(join(root, 'unborn')), '.')).toMatchObject({
      head: undefined,
      branch: 'main',
    });
  });

  it('tells everything that is not committed below a path, and nothing beside it or ignored', async () => {
    const repository = fresh();
    repository.write('spaces/ab/x', '2\n');
    repository.write('spaces/a/noise.log', 'ignored\n');
    expect(await uncommitted(repository, 'spaces/a')).toEqual([]);
    repository.write('spaces/a/new/deep', '1\n');
    repository.write('spaces/a/with "quotes"\nand é', '1\n');
    repository.write('spaces/a/staged', '1\n');
    repository.git('add', 'spaces/a/staged');
    rmSync(join(repository.directory, 'spaces/a/x'));
    expect(await uncommitted(repository, 'spaces/a')).toEqual([
      'changed spaces/a/staged',
      'changed spaces/a/x',
      'untracked spaces/a/new/deep',
      'untracked spaces/a/with "quotes"\nand é',
    ]);
  });

  it('sees an executable bit that was changed, and a rename as what it is', async () => {
    const repository = fresh();
    repository.git('update-index', '--chmod=+x', 'spaces/a/x');
    expect(await uncommitted(repository, 'spaces/a')).toEqual(['changed spaces/a/x']);
    repository.git('mv', 'spaces/ab/x', 'spaces/ab/y');
    expect(await uncommitted(repository, 'spaces/ab')).toEqual([
      'changed spaces/ab/x',
      'changed spaces/ab/y',
    ]);
  });

  it('takes a path to the letter', async () => {
    const repository = fresh();
    repository.write('spaces/a/new', '1\n');
    expect(await uncommitted(repository, 'spaces/*', ':(top)spaces', 'spaces/[a]')).toEqual([]);
  });

  it('does not hide what the user has asked git to hide', async () => {
    const repository = fresh();
    for (const [key, value] of [
      ['status.showUntrackedFiles', 'no'],
      ['status.short', 'true'],
      ['diff.ignoreSubmodules', 'all'],
      ['status.renames', 'copies'],
    ] as const)
      repository.git('config', key, value);
    repository.write('spaces/a/new', '1\n');
    expect(await uncommitted(repository, 'spaces/a')).toEqual(['untracked spaces/a/new']);
  });

  it('tells a conflict, and what git is in the middle of', async () => {
    const repository = fresh();
    const { git } = repository;
    git('checkout', '--quiet', '-b', 'side');
    repository.commit({ f: 'side\n' });
    git('checkout', '--quiet', 'main');
    repository.commit({ f: 'main\n' });
    expect(() => git('merge', 'side')).toThrow();
    expect(await stateOf(repository, 'f')).toMatchObject({
      unfinished: 'merge',
      uncommitted: [{ kind: 'conflicting', path: 'f' }],
    });
    git('merge', '--abort');
    for (const [command, unfinished] of [
      ['cherry-pick', 'cherry-pick'],
      ['rebase', 'rebase'],
    ] as const) {
      expect(() => git(command, 'side')).toThrow();
      expect(await stateOf(repository, 'f')).toMatchObject({ unfinished });
      git(command, '--abort');
    }
  });
});

describe('parseUncommitted', () => {
  it('takes a path that looks like a record of its own for a path', () => {
    expect(parseUncommitted('# branch.oid x\0? ? 1 u\0? a  b \0')).toEqual([
      { kind: 'untracked', path: '? 1 u' },
      { kind: 'untracked', path: 'a  b ' },
    ]);
  });
});
