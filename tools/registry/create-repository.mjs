import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AUTHOR, git } from './isolated-git.mjs';

const BRANCH = 'refs/heads/main';

/**
 * @typedef {{ path: string, mode: '100644' | '100755' | '120000', content: Buffer | string }} CommitFile
 * `path` is relative to the repository and `/`-separated; for a link (120000) `content` is what it points to.
 * @typedef {{ message: string, files: Iterable<CommitFile>, tags: readonly string[] }} Commit
 * `files` are added to, or replace, those of the commit before.
 */

/** git's C-style quoting: always valid, also for names with spaces, quotes and newlines. */
function quotePath(path) {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function* data(content) {
  const bytes = Buffer.from(content);
  yield `data ${bytes.length}\n`;
  yield bytes;
  yield '\n';
}

/** The history as git fast-import reads it: one process, however many files. */
function* fastImportStream(commits) {
  let mark = 0;
  for (const { message, files, tags } of commits) {
    const when = AUTHOR.epochSeconds + mark * 86400;
    const who = `${AUTHOR.name} <${AUTHOR.email}> ${when} +0000`;
    mark += 1;
    yield `commit ${BRANCH}\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n`;
    yield* data(message);
    if (mark > 1) yield `from :${mark - 1}\n`;
    for (const { path, mode, content } of files) {
      yield `M ${mode} inline ${quotePath(path)}\n`;
      yield* data(content);
    }
    for (const tag of tags) yield `reset refs/tags/${tag}\nfrom :${mark}\n\n`;
  }
}

function requireEmpty(directory) {
  let names = [];
  try {
    names = readdirSync(directory);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (names.length > 0)
    throw new Error(
      `${directory} is not empty: name a directory that is empty or does not exist, or remove this one first`,
    );
}

/**
 * Makes a git repository with the given history and its work tree checked out, and returns the id of its last commit. Equal commits
 * give an equal id on every machine. The directory must be empty or missing; it appears complete or not at all.
 *
 * @param {string} directory
 * @param {Iterable<Commit>} commits in order, one day apart
 */
export function createRepository(directory, commits) {
  const target = resolve(directory);
  requireEmpty(target);
  mkdirSync(dirname(target), { recursive: true });
  const staging = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    // mkdtemp closes its directory to others; a registry is as open as any other directory.
    chmodSync(staging, 0o777 & ~process.umask());
    git(staging, ['init', '--quiet', '--template=', '--object-format=sha1', '--initial-branch=main']);
    const stream = Buffer.concat(Array.from(fastImportStream(commits), (part) => Buffer.from(part)));
    git(staging, ['fast-import', '--quiet', '--date-format=raw'], stream);
    git(staging, ['reset', '--quiet', '--hard']);
    git(staging, ['pack-refs', '--all']);
    const head = git(staging, ['rev-parse', 'HEAD']);
    // Unlike a recursive removal this fails if something has appeared there meanwhile.
    if (existsSync(target)) rmdirSync(target);
    renameSync(staging, target);
    return head;
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}
