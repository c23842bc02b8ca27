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
import type { Tree } from '@nx/devkit';
import { FsTree } from 'nx/src/generators/tree';

const ISOLATED: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** An Nx workspace on disk, in git, that is its own registry, with a store of its own. */
export interface GitWorkspace {
  readonly root: string;
  /** The store. */
  readonly home: string;
  git(...args: readonly string[]): string;
  write(files: Readonly<Record<string, string>>): void;
  read(path: string): string | undefined;
  /** Writes the files, commits everything and returns the commit. */
  commit(files?: Readonly<Record<string, string>>): string;
  /** A tree over what is on disk now. */
  tree(): Tree;
}

const environment = { ...process.env };
const made: string[] = [];

afterAll(() => {
  process.env = environment;
  for (const place of made) rmSync(place, { recursive: true, force: true });
});

/** What it sets in the environment and on disk is undone after the tests of the file. */
export function gitWorkspace(files: Readonly<Record<string, string>> = {}): GitWorkspace {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'asp-nx-')));
  made.push(place);
  const root = join(place, 'workspace');
  const home = join(place, 'home');
  mkdirSync(root);
  Object.assign(process.env, ISOLATED, { ASP_HOME: home, HOME: place });
  const git: GitWorkspace['git'] = (...args) =>
    execFileSync('git', ['-C', root, ...args], {
      env: { PATH: process.env['PATH'], ...ISOLATED },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  const write: GitWorkspace['write'] = (more) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      if (text.startsWith('#!')) chmodSync(join(root, path), 0o755);
    }
  };
  const workspace: GitWorkspace = {
    root,
    home,
    git,
    write,
    read: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
    commit(more = {}) {
      write(more);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'change');
      return git('rev-parse', 'HEAD');
    },
    tree: () => new FsTree(root, false),
  };
  git('init', '--quiet', '--initial-branch=main');
  workspace.commit({
    'nx.json': '{ "plugins": ["@agent-spaces/nx"] }\n',
    'package.json': '{ "name": "workspace" }\n',
    ...files,
  });
  return workspace;
}

export const spaceToml = (id: string, version = '1.0.0', more = ''): string =>
  `schema = 1\nid = "${id}"\nversion = "${version}"\ndescription = "What ${id} does"\n${more}`;

export const targetsToml = (compose: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(compose).reduce(
    (text, [name, refs]) => `${text}\n[targets.${name}]\ncompose = ${JSON.stringify(refs)}\n`,
    'schema = 1\n',
  );
