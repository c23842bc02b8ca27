import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publish, type PublishResult } from '../publish';
import type { PublishOptions } from '../publish-request';
import { withSession, type Session, type SessionOptions } from '../session';

const ISOLATED = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** Keeps the configuration of whoever runs the tests out of them. */
export function isolateGit(): void {
  Object.assign(process.env, ISOLATED);
}

/** A directory of this test file, gone after it. */
export function tempDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'asp-engine-')));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const spaceToml = (id: string, version: string, more = ''): string =>
  `schema = 1\nid = "${id}"\nversion = "${version}"\ndescription = "What ${id} does"\n${more}`;

/** A real registry in a work tree, and `publish` in it. */
export interface PublishingRegistry {
  readonly directory: string;
  /** What the last `publish` told. */
  readonly notices: readonly string[];
  git(...args: string[]): string;
  write(path: string, text: string): void;
  read(path: string): string | undefined;
  /** Writes the files, commits everything and returns the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  publish(options: PublishOptions, session?: Partial<SessionOptions>): Promise<PublishResult>;
  inSession<Result>(
    work: (session: Session) => Promise<Result>,
    options?: Partial<SessionOptions>,
  ): Promise<Result>;
}

/** A registry with nothing in it. */
export function publishingRegistry(directory: string, ...initArgs: string[]): PublishingRegistry {
  mkdirSync(directory, { recursive: true });
  const registry = existingRegistry(directory);
  registry.git('init', '--quiet', '--initial-branch=main', ...initArgs);
  return registry;
}

export function existingRegistry(directory: string): PublishingRegistry {
  const notices: string[] = [];
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', directory, ...args], {
      env: { PATH: process.env['PATH'], ...ISOLATED },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
    if (text.startsWith('#!')) chmodSync(join(directory, path), 0o755);
  };
  const inSession: PublishingRegistry['inSession'] = (work, options = {}) => {
    notices.length = 0;
    const place = dirname(directory);
    return withSession(
      {
        cwd: place,
        env: {},
        aspHome: join(place, 'home'),
        registry: directory,
        fetch: false,
        onEvent: (event) => {
          if (event.kind === 'notice') notices.push(event.message);
        },
        ...options,
      },
      work,
    );
  };
  return {
    directory,
    notices,
    git,
    write,
    read: (path) =>
      existsSync(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : undefined,
    commit(files) {
      for (const [path, text] of Object.entries(files)) write(path, text);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'change');
      return git('rev-parse', 'HEAD');
    },
    publish: (options, session) => inSession((opened) => publish(opened, options), session),
    inSession,
  };
}

/** Everything that a refused publication must leave as it was. */
export const stateOf = ({ git }: PublishingRegistry): unknown => ({
  refs: git('for-each-ref'),
  head: git('rev-parse', '--symbolic-full-name', 'HEAD'),
  status: git('status', '--porcelain=v2', '--untracked-files=all', '--ignored'),
  difference: git('diff', 'HEAD'),
});
