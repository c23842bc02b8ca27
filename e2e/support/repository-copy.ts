import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from './git';
import { repositoryRoot } from './places';

/** This repository as it lies here, what git ignores left out, as a git repository of a test's own. */
export function copyRepository(copy: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  for (const path of listed.split('\0')) {
    const file = join(repositoryRoot, path);
    if (path === '' || !statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    copyFileSync(file, join(copy, path));
  }
  git(copy, 'init', '-q', '-b', 'main');
  git(copy, 'add', '-A');
  git(copy, 'commit', '-q', '-m', 'As it lies here');
  installDependencies(copy);
}

/** A second checkout of a copy, elsewhere. */
export function cloneRepository(copy: string, clone: string): void {
  git(copy, 'clone', '-q', copy, clone);
  installDependencies(clone);
}

/** What `npm ci` would do: the dependencies of this repository by links, and the workspace's own packages as its own. */
function installDependencies(copy: string): void {
  const installed = join(repositoryRoot, 'node_modules');
  const own = join(copy, 'node_modules/@agent-spaces');
  mkdirSync(own, { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name === '@agent-spaces' || name === '.package-lock.json' || name === '.cache') continue;
    symlinkSync(join(installed, name), join(copy, 'node_modules', name));
  }
  for (const name of readdirSync(join(copy, 'packages'))) {
    symlinkSync(join('../../packages', name), join(own, name));
    const nested = join(repositoryRoot, 'packages', name, 'node_modules');
    if (existsSync(nested)) symlinkSync(nested, join(copy, 'packages', name, 'node_modules'));
  }
}
