import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError, NAME_REGISTRY } from '@agent-spaces/core';
import { gitFailure } from './git-failure';
import type { ObjectFormat } from './hash-blob';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

export interface RepositoryLocation {
  readonly bare: boolean;
  readonly objectFormat: ObjectFormat;
}

// The only answer that may hold a line feed comes last; where `--show-prefix` holds one, the directory is refused anyway.
const QUESTIONS = [
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--show-object-format',
  '--show-prefix',
  '--absolute-git-dir',
];

/** Whether `directory` is the top of a repository, in one `git rev-parse`; a GitError says what it is instead. */
export async function locateRepository(access: RepositoryAccess): Promise<RepositoryLocation> {
  const { directory } = access;
  await expectDirectory(directory);
  const result = await runGit(access, ['rev-parse', ...QUESTIONS]);
  if (result.exitCode !== 0) {
    throw gitFailure(
      directory,
      `${directory} is not a usable git repository`,
      result.stderr,
      `A registry is a git repository: make one with \`git init\` and a first commit, or name a clone ${NAME_REGISTRY}.`,
    );
  }
  const [bareAnswer, inside, format, prefix, ...gitDir] = result.stdout.replace(/\n$/, '').split('\n');
  const bare = bareAnswer === 'true';
  const isTop = bare ? await isGitDirOf(directory, gitDir.join('\n')) : inside === 'true' && prefix === '';
  if (!isTop) {
    throw new GitError(`${directory} lies inside a git repository but is not the top of one`, {
      hint: 'Point at the top level of the repository, or make this directory a repository of its own with `git init`.',
    });
  }
  // git before 2.28 has SHA-1 only, and repeats the question it does not know.
  return { bare, objectFormat: format === 'sha256' ? 'sha256' : 'sha1' };
}

async function expectDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch((cause: unknown) => {
    throw new GitError(`The directory ${directory} cannot be opened`, {
      hint: 'Check the path, or clone the registry there.',
      cause,
    });
  });
  if (!found.isDirectory()) throw new GitError(`${directory} is not a directory`);
}

/** A bare repository is its own git directory, or keeps it in `.git` without having a work tree. */
async function isGitDirOf(directory: string, gitDir: string): Promise<boolean> {
  const [top, found] = await Promise.all([realpath(directory), realpath(gitDir)]);
  return found === top || found === join(top, '.git');
}
