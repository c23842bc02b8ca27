import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a file of a fixture is: text, an executable, or a symlink. */
export type Fixture = string | { readonly executable: string } | { readonly link: string };

const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];

// Equal content makes equal commits, so that two registries of a test can be compared.
const FIXED_DATES = { GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };

export function git(cwd: string, ...args: string[]): string {
  const env = { PATH: process.env['PATH'], HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C', ...FIXED_DATES };
  return execFileSync('git', [...IDENTITY, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function writeFiles(root: string, files: Readonly<Record<string, Fixture>>): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'string') writeFileSync(target, content);
    else if ('link' in content) symlinkSync(content.link, target);
    else {
      writeFileSync(target, content.executable);
      chmodSync(target, 0o755);
    }
  }
}

/** Makes a registry of the files, or adds a commit to it, and tags the commit. Returns the commit. */
export function commitRegistry(
  directory: string,
  files: Readonly<Record<string, Fixture>>,
  tags: readonly string[] = [],
): string {
  mkdirSync(directory, { recursive: true });
  git(directory, 'init', '-q', '-b', 'main');
  writeFiles(directory, files);
  git(directory, 'add', '-A');
  git(directory, 'commit', '-q', '--allow-empty', '-m', 'Spaces');
  for (const tag of tags) git(directory, 'tag', tag);
  return git(directory, 'rev-parse', 'HEAD').trim();
}

export const spaceToml = (id: string, more = '', version = '1.0.0'): string =>
  `schema = 1\nid = "${id}"\nversion = "${version}"\n${more}`;
