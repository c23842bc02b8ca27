import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory of this test file, gone after it. */
export function tempDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'asp-git-')));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const ISOLATED = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** Keeps the configuration of whoever runs the tests out of them, and whatever a test configures. */
export function isolateGit(): void {
  Object.assign(process.env, ISOLATED);
}

/** A real repository, driven from outside the code under test. */
export interface TempRepository {
  readonly directory: string;
  git(...args: string[]): string;
  gitWithInput(input: string | Buffer, ...args: string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Writes the files, commits everything and returns the commit. */
  commit(files: Readonly<Record<string, string | Buffer>>): string;
}

export function tempRepository(directory: string, ...initArgs: string[]): TempRepository {
  mkdirSync(directory, { recursive: true });
  const repository = existingRepository(directory);
  repository.git('init', '--quiet', '--initial-branch=main', ...initArgs);
  return repository;
}

/** A remote with one commit, and a clone of it, in `directory`. */
export function tempClone(
  directory: string,
  ...cloneArgs: string[]
): { readonly remote: TempRepository; readonly clone: TempRepository; readonly first: string } {
  const remote = tempRepository(join(directory, 'remote'));
  const first = remote.commit({ f: '1\n', g: '1\n' });
  remote.git('clone', '--quiet', ...cloneArgs, remote.directory, join(directory, 'clone'));
  return { remote, clone: existingRepository(join(directory, 'clone')), first };
}

export function existingRepository(directory: string): TempRepository {
  const gitWithInput = (input: string | Buffer, ...args: string[]): string =>
    execFileSync('git', ['-C', directory, ...args], {
      input,
      env: { PATH: process.env['PATH'], ...ISOLATED },
      maxBuffer: 64 * 1024 * 1024,
      stdio: 'pipe',
    })
      .toString()
      .trim();
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  const git = (...args: string[]): string => gitWithInput('', ...args);
  return {
    directory,
    git,
    gitWithInput,
    write,
    commit(files) {
      for (const [path, content] of Object.entries(files)) write(path, content);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'change');
      return git('rev-parse', 'HEAD');
    },
  };
}
