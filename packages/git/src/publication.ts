import { lstatSync } from 'node:fs';
import { mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GitError, type CommitSha, type SourceLocation } from '@agent-spaces/core';
import { entryAt } from './entry-at';
import { gitFailure } from './git-failure';
import type { GitObjects } from './git-objects';
import { hashBlob, type ObjectFormat } from './hash-blob';
import { readIdentity } from './identity';
import type { ObjectReader } from './object-reader';
import { peelObject } from './peel-object';
import {
  readJournal,
  removeJournal,
  writeJournal,
  type JournalledFile,
  type PublicationJournal,
} from './publication-journal';
import { updateRefs, type RefUpdate } from './ref-transaction';
import { replaceFile, replacementOf } from './replace-file';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';
import { updateIndex } from './update-index';
import { writeBlob, writeCommit, type FileEntry } from './write-commit';
import { writeTag, type TagRequest } from './write-tag';

/** What is to be published at once: files in one commit on top of HEAD, and tags. */
export interface Publication {
  /** What HEAD was when this was planned; where it is not any more, nothing is published. */
  readonly head: CommitSha;
  /** The branch that HEAD stands for. Only without files there may be none. */
  readonly branch: string | undefined;
  /** Path from the top → new text. At each, work tree and index have to be as HEAD has it. */
  readonly files: ReadonlyMap<string, string>;
  /** Of the commit, and of what the reflog says. */
  readonly message: string;
  /** None of them may exist. */
  readonly tags: readonly TagRequest[];
}

/** A ref that was made or moved. */
export interface WrittenRef {
  /** In full: `refs/tags/space/a/v1.0.0`. */
  readonly ref: string;
  /** What it points at: the commit, or the annotated tag. */
  readonly oid: string;
  /** The commit, tags peeled. */
  readonly commit: CommitSha;
  /** Where it pointed before; undefined where it is new. */
  readonly from: CommitSha | undefined;
}

export interface WrittenPublication {
  /** Undefined where there was no file to commit. */
  readonly commit: CommitSha | undefined;
  readonly refs: readonly WrittenRef[];
}

/** What was found of a publication that was killed. */
export type Recovery =
  | { readonly kind: 'nothing' }
  /** All of it was done. */
  | { readonly kind: 'complete' }
  /** None of its refs was moved; the files named were put back. */
  | { readonly kind: 'undone'; readonly files: readonly string[] };

export interface PublicationSources {
  readonly access: RepositoryAccess;
  readonly reader: ObjectReader;
  readonly readTree: GitObjects['readTree'];
  readonly readObject: GitObjects['readObject'];
  readonly objectFormat: ObjectFormat;
  /** Of this work tree. */
  readonly gitDirectory: string;
}

/**
 * Publishes all of it or nothing. Objects come first, where nobody sees them; then the files, the index, and last all refs in one
 * transaction. So no state shows a commit that index or work tree would take back, and what fails before the transaction is undone.
 * Killed in between, the journal tells `recoverPublication` what to undo. Nobody else may publish meanwhile.
 *
 * @throws GitError where git does not know the user, something stands in the way, or a ref is not what it was
 */
export async function writePublication(
  sources: PublicationSources,
  publication: Publication,
): Promise<WrittenPublication> {
  const { access, gitDirectory, objectFormat } = sources;
  const { head, branch, files, message, tags } = publication;
  const identity = await readIdentity(access);
  const texts = [...files];
  if (texts.length > 0 && branch === undefined)
    throw new GitError('There is no branch to commit to: HEAD is detached', {
      hint: 'Check out a branch, then run the command again.',
    });
  const journal: PublicationJournal = {
    files: await Promise.all(texts.map(([path, text]) => journalFileOf(sources, head, path, text))),
  };
  await Promise.all(texts.map(([, text]) => writeBlob(access, Buffer.from(text))));
  const after = new Map(journal.files.map((file) => [file.path, file.after] as const));
  const commit =
    texts.length === 0 ? undefined : await writeCommit(sources, { parent: head, files: after, message });
  const written = await Promise.all(
    tags.map(async (tag): Promise<WrittenRef> => {
      const oid = await writeTag(access, tag, identity);
      return { ref: `refs/tags/${tag.name}`, oid, commit: tag.target, from: undefined };
    }),
  );
  // The branch last: even if git itself dies between two renames, no dist-tag names a version that has no tag.
  const refs: readonly WrittenRef[] = commit
    ? [...written, { ref: `refs/heads/${branch}`, oid: commit, commit, from: head }]
    : written;
  const updates = refs.map(({ ref, oid, from }): RefUpdate => ({ ref, to: oid, from }));

  if (!commit) {
    if (updates.length > 0) await updateRefs(access, updates, message);
    return { commit, refs };
  }
  await writeJournal(gitDirectory, journal);
  try {
    for (const [path, text] of texts) await writeInWorkTree(access.directory, path, text);
    await updateIndex(access, after, digitsOf(objectFormat));
    await updateRefs(access, updates, message);
  } catch (error) {
    // What went wrong matters more than what cannot be undone: the journal stays, and the next publication tries again.
    await recoverPublication(sources).catch(() => undefined);
    throw error;
  }
  await removeJournal(gitDirectory);
  return { commit, refs };
}

/** Ends what a killed publication began: nothing is left of it unless its refs were moved. What the user did since then stays. */
export async function recoverPublication(sources: PublicationSources): Promise<Recovery> {
  const { gitDirectory } = sources;
  const journal = await readJournal(gitDirectory);
  const head = journal && (await peelObject(sources.reader, 'HEAD'));
  const undone =
    head?.kind === 'found'
      ? await undoFiles(sources, head.oid as CommitSha, journal?.files ?? [])
      : undefined;
  // Also what is left where it was killed before the journal had its name.
  await removeJournal(gitDirectory);
  if (!journal) return { kind: 'nothing' };
  return undone ? { kind: 'undone', files: undone } : { kind: 'complete' };
}

/** Undefined where HEAD has the files as the publication was to leave them. */
async function undoFiles(
  sources: PublicationSources,
  head: CommitSha,
  files: readonly JournalledFile[],
): Promise<readonly string[] | undefined> {
  for (const { path } of files)
    await rm(replacementOf(join(sources.access.directory, path)), { force: true });
  const entries = await Promise.all(files.map(({ path }) => entryAt(sources, head, path)));
  if (files.every(({ after }, index) => entries[index]?.oid === after.oid)) return undefined;
  // Where somebody committed another state meanwhile, neither of ours is right.
  const left = files.filter(({ before }, index) => entries[index]?.oid === before?.oid);
  const staged = await readIndex(
    sources.access,
    left.map(({ path }) => path),
  );
  const indexed = left.filter(({ path, after }) => staged.get(path) === after.oid);
  if (indexed.length > 0) {
    const before = new Map(indexed.map((file) => [file.path, file.before] as const));
    await updateIndex(sources.access, before, digitsOf(sources.objectFormat));
  }
  const undone: string[] = [];
  for (const file of left) if (await undoInWorkTree(sources, file)) undone.push(file.path);
  return undone;
}

async function undoInWorkTree(
  { access: { directory }, readObject, objectFormat }: PublicationSources,
  { path, before, after, made }: JournalledFile,
): Promise<boolean> {
  const file = join(directory, path);
  const isFile = lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const isOurs = isFile && hashBlob(await readFile(file), objectFormat) === after.oid;
  if (isOurs && before) {
    await replaceFile(file, (await readObject(before.oid)).data);
  } else if (isOurs) {
    await rm(file);
  }
  // What else may lie in them by now stays.
  for (const each of made.toReversed()) await rmdir(join(directory, each)).catch(() => undefined);
  return isOurs;
}

async function journalFileOf(
  sources: PublicationSources,
  head: CommitSha,
  path: string,
  text: string,
): Promise<JournalledFile> {
  const { directory } = sources.access;
  const standing = await entryAt(sources, head, path);
  if (standing && !/^100/.test(standing.mode)) throw inTheWay(directory, path, 'is no ordinary file');
  const before: FileEntry | undefined = standing && { mode: standing.mode, oid: standing.oid };
  const made = missingParents(directory, path);
  const found = lstatSync(join(directory, path), { throwIfNoEntry: false });
  if (found && !found.isFile()) throw inTheWay(directory, path, 'is no ordinary file');
  // What is ignored is in no status.
  if (found && !before) throw inTheWay(directory, path, 'is not committed');
  const oid = hashBlob(Buffer.from(text), sources.objectFormat);
  return { path, before, after: { mode: before?.mode ?? '100644', oid }, made };
}

/** The directories that have to be made for a file. One that is a link is refused: it may lead anywhere. */
function missingParents(directory: string, path: string): readonly string[] {
  const parents = path
    .split('/')
    .slice(0, -1)
    .map((_, index, names) => names.slice(0, index + 1).join('/'));
  return parents.filter((parent) => {
    const found = lstatSync(join(directory, parent), { throwIfNoEntry: false });
    if (found && !found.isDirectory()) throw inTheWay(directory, parent, 'is no directory');
    return !found;
  });
}

function inTheWay(directory: string, path: string, why: string): GitError {
  const location: SourceLocation = { file: join(directory, path) };
  return new GitError(`${path} cannot be written: it ${why}`, {
    location,
    hint: 'Move it away, or make it an ordinary file and commit that.',
  });
}

async function writeInWorkTree(directory: string, path: string, text: string): Promise<void> {
  const file = join(directory, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    await replaceFile(file, Buffer.from(text));
  } catch (cause) {
    throw new GitError(
      `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        location: { file },
        hint: 'Check that its disk has room, and that you may write there.',
        cause,
      },
    );
  }
}

/** Path → id, of what is staged at exactly these paths; a conflict is none of ours. */
async function readIndex(
  access: RepositoryAccess,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  const list = ['--literal-pathspecs', 'ls-files', '--stage', '-z', '--', ...paths];
  const result = await runGit(access, list);
  if (result.exitCode !== 0)
    throw gitFailure(access.directory, `The index of ${access.directory} cannot be read`, result.stderr);
  return new Map(
    result.stdout.split('\0').flatMap((record) => {
      const [, oid, path] = /^\d+ ([0-9a-f]+) 0\t(.+)$/s.exec(record) ?? [];
      return oid === undefined || path === undefined ? [] : [[path, oid] as const];
    }),
  );
}

const digitsOf = (format: ObjectFormat): number => (format === 'sha256' ? 64 : 40);
