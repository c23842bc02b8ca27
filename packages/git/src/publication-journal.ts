import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatJson, GitError, isRecord, parseJson, readTextFileIfPresent } from '@agent-spaces/core';
import { registryPath } from './registry-path';
import { replaceFile, replacementOf } from './replace-file';
import type { FileEntry } from './write-commit';

/** A file that a publication replaces or adds. */
export interface JournalledFile {
  readonly path: string;
  /** As HEAD, index and work tree have it; undefined where there is none. */
  readonly before: FileEntry | undefined;
  readonly after: FileEntry;
  /** Directories made for it, outermost first. */
  readonly made: readonly string[];
}

/**
 * What a publication is about to do to the work tree, kept in git's own directory while it does it: from this the next one finds out
 * whether a file is half of a publication that was killed, or work of the user.
 */
export interface PublicationJournal {
  readonly files: readonly JournalledFile[];
}

export const journalFile = (gitDirectory: string): string => join(gitDirectory, 'asp-publish.json');

export const writeJournal = (gitDirectory: string, { files }: PublicationJournal): Promise<void> =>
  replaceFile(journalFile(gitDirectory), Buffer.from(formatJson({ version: 1, files })));

export async function removeJournal(gitDirectory: string): Promise<void> {
  const file = journalFile(gitDirectory);
  for (const each of [replacementOf(file), file]) await rm(each, { force: true });
}

/** @throws GitError for a journal that this version did not write */
export async function readJournal(gitDirectory: string): Promise<PublicationJournal | undefined> {
  const file = journalFile(gitDirectory);
  const text = await readTextFileIfPresent(file);
  if (text === undefined) return undefined;
  const document = parseJson(text, file);
  if (isJournal(document)) return document;
  throw new GitError(`${file} was not written by this version of asp`, {
    location: { file },
    hint: 'A publication was interrupted. Look at `git status`, undo what it left, then remove this file.',
  });
}

const isJournal = (document: unknown): document is PublicationJournal =>
  isRecord(document) &&
  document['version'] === 1 &&
  Array.isArray(document['files']) &&
  document['files'].every(isFile);

const isFile = (value: unknown): boolean =>
  isRecord(value) &&
  isPath(value['path']) &&
  (value['before'] === undefined || isEntry(value['before'])) &&
  isEntry(value['after']) &&
  Array.isArray(value['made']) &&
  value['made'].every(isPath);

const isEntry = (value: unknown): boolean =>
  isRecord(value) &&
  /^100(?:644|755)$/.test(String(value['mode'])) &&
  /^[0-9a-f]{40,64}$/.test(String(value['oid']));

function isPath(value: unknown): boolean {
  try {
    return typeof value === 'string' && registryPath(value) === value;
  } catch {
    return false;
  }
}
