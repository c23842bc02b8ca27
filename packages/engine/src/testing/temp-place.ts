import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withSession, type EngineEvent, type Session, type SessionOptions } from '../session';

/** What a file of a fixture is: text, an executable, or a symlink. */
export type Fixture = string | { readonly executable: string } | { readonly link: string };
export type Files = Readonly<Record<string, Fixture>>;

/** One project, one registry and one store of a test's own. */
export interface TempPlace {
  readonly root: string;
  readonly project: string;
  readonly registry: string;
  readonly home: string;
  /** What the sessions have noticed so far. */
  readonly notices: readonly string[];
  git(...args: readonly string[]): string;
  /** Commits a version of a space and tags it. */
  publish(id: string, files?: Files, version?: string): void;
  /** Writes `asp-targets.toml`. */
  targets(compose: Readonly<Record<string, readonly string[]>>, more?: string): void;
  run<Result>(work: (session: Session) => Promise<Result>, more?: Partial<SessionOptions>): Promise<Result>;
}

const made: string[] = [];
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true });
});

// Equal content makes equal commits, so that two places can be compared.
const AUTHOR = { NAME: 'Ada', EMAIL: 'ada@example.com', DATE: '2026-01-01T00:00:00Z' };

/** A place whose directories are gone after the tests of the file. */
export function tempPlace(): TempPlace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'asp-engine-')));
  made.push(root);
  const at = (name: string): string => join(root, name);
  const [project, registry, home] = [at('project'), at('registry'), at('home')];
  for (const directory of [project, registry]) mkdirSync(directory);
  const notices: string[] = [];
  const onEvent = (event: EngineEvent): void => {
    if (event.kind === 'notice') notices.push(event.message);
  };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', registry, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: AUTHOR.NAME,
        GIT_AUTHOR_EMAIL: AUTHOR.EMAIL,
        GIT_AUTHOR_DATE: AUTHOR.DATE,
        GIT_COMMITTER_NAME: AUTHOR.NAME,
        GIT_COMMITTER_EMAIL: AUTHOR.EMAIL,
        GIT_COMMITTER_DATE: AUTHOR.DATE,
      },
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  return {
    root,
    project,
    registry,
    home,
    notices,
    git,
    publish(id, files = {}, version = '1.0.0') {
      writeFiles(join(registry, 'spaces', id), { 'space.toml': spaceToml(id, '', version), ...files });
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'change');
      git('tag', `space/${id}/v${version}`);
    },
    targets(compose, more = '') {
      const tables = Object.entries(compose).map(
        ([name, refs]) => `\n[targets.${name}]\ncompose = ${JSON.stringify(refs)}\n`,
      );
      writeFileSync(join(project, 'asp-targets.toml'), `schema = 1\n${tables.join('')}${more}`);
    },
    run: (work, more = {}) =>
      withSession(
        { cwd: project, env: { HOME: root }, registry, aspHome: home, fetch: false, onEvent, ...more },
        work,
      ),
  };
}

export const spaceToml = (id: string, more = '', version = '1.0.0'): string =>
  `schema = 1\nid = "${id}"\nversion = "${version}"\n${more}`;

export function writeFiles(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else if ('link' in content) symlinkSync(content.link, file);
    else {
      writeFileSync(file, content.executable);
      chmodSync(file, 0o755);
    }
  }
}

/** Every entry below a directory with its mode and content, so that two states can be compared whole; no stamp of this machine. */
export function treeOf(root: string): Readonly<Record<string, string>> {
  const entries: Record<string, string> = {};
  const walk = (directory: string, prefix: string): void => {
    for (const name of readdirSync(directory).sort()) {
      const path = join(directory, name);
      const stat = lstatSync(path);
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) entries[prefix + name] = `link ${readlinkSync(path)}`;
      else if (stat.isDirectory()) {
        entries[`${prefix}${name}/`] = mode;
        walk(path, `${prefix}${name}/`);
      } else if (name !== '.asp-stamp.json')
        entries[prefix + name] = `${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    }
  };
  walk(root, '');
  return entries;
}
