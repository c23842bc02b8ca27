import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommitSha } from '@agent-spaces/core';
import { openRepository } from '@agent-spaces/git';
import { openRegistry, type Registry, type RegistryOptions } from '../registry';

/** A directory of this test file, gone after it. */
export function tempDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'asp-resolver-')));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Content by path; an executable says so. */
export type Files = Readonly<Record<string, string | Buffer | { readonly executable: string }>>;

export function writeFiles(directory: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    const isPlain = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(file, isPlain ? content : content.executable);
    chmodSync(file, isPlain ? 0o644 : 0o755);
  }
}

export interface SpaceOptions {
  readonly version?: string;
  readonly deps?: readonly string[];
  /** Lines of `space.toml` after the usual ones. */
  readonly more?: string;
}

export const spaceToml = (id: string, { version, deps = [], more = '' }: SpaceOptions = {}): string =>
  [
    'schema = 1',
    `id = "${id}"`,
    ...(version ? [`version = "${version}"`] : []),
    ...(deps.length ? ['[deps]', `spaces = ${JSON.stringify(deps)}`] : []),
    more,
    '',
  ].join('\n');

/** A real registry in a real repository, written to from outside the code under test. */
export interface TempRegistry {
  readonly directory: string;
  git(...args: string[]): string;
  gitWithInput(input: string | Buffer, ...args: string[]): string;
  write(files: Files): void;
  /** Writes, commits everything, returns the commit. */
  commit(files?: Files): CommitSha;
  /** Commits a version of a space and tags it. */
  publish(id: string, version: string, options?: Omit<SpaceOptions, 'version'>): CommitSha;
  open(options?: RegistryOptions): Promise<Registry>;
}

const AUTHOR = { NAME: 'Ada', EMAIL: 'ada@example.com' };

export function tempRegistry(directory: string, ...initArgs: string[]): TempRegistry {
  mkdirSync(directory, { recursive: true });
  const gitWithInput = (input: string | Buffer, ...args: string[]): string =>
    execFileSync('git', ['-C', directory, ...args], {
      input,
      stdio: 'pipe',
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: AUTHOR.NAME,
        GIT_AUTHOR_EMAIL: AUTHOR.EMAIL,
        GIT_COMMITTER_NAME: AUTHOR.NAME,
        GIT_COMMITTER_EMAIL: AUTHOR.EMAIL,
      },
    })
      .toString()
      .trim();
  const git = (...args: string[]): string => gitWithInput('', ...args);
  const write = (files: Files): void => writeFiles(directory, files);
  const commit = (files: Files = {}): CommitSha => {
    write(files);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'change');
    return git('rev-parse', 'HEAD') as CommitSha;
  };
  git('init', '--quiet', '--initial-branch=main', ...initArgs);
  return {
    directory,
    git,
    gitWithInput,
    write,
    commit,
    publish(id, version, options = {}) {
      const made = commit({ [`spaces/${id}/space.toml`]: spaceToml(id, { version, ...options }) });
      git('tag', `space/${id}/v${version}`);
      return made;
    },
    async open(options) {
      const repository = await openRepository(directory);
      closings.push(() => repository.close());
      return openRegistry(repository, options);
    },
  };
}

const closings: (() => Promise<void>)[] = [];

/** Ends the git processes that the registries of a test file have started. */
export function closeRegistries(): void {
  afterAll(() => Promise.all(closings.splice(0).map((close) => close())));
}
