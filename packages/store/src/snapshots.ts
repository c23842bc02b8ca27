import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  IntegrityError,
  RENEW_PINS,
  SnapshotError,
  type CommitSha,
  type DevCommit,
  type Integrity,
  type SourceLocation,
  type SpaceContent,
  type SpaceFile,
  type SpaceId,
} from '@agent-spaces/core';
import { computeIntegrity } from '@agent-spaces/resolver';
import type { AspHome } from './asp-home';
import type { BlobStore } from './blobs';
import { isErrno } from './errno';
import { isKept, makeEntry } from './staging';
import {
  damaged,
  makeDirectories,
  readRecord,
  readStoredFile,
  refuseExtraFiles,
  type StoredFile,
} from './stored-tree';

/** `.asp-snapshot.json`, written last: an entry without it was never finished. */
interface SnapshotRecord {
  readonly spaceId: SpaceId;
  readonly commit: CommitSha | DevCommit;
  readonly integrity: Integrity;
  readonly sourcePath: string;
  readonly createdAt: string;
  readonly files: readonly StoredFile[];
}

export interface Snapshot {
  readonly directory: string;
  readonly integrity: Integrity;
  readonly files: readonly StoredFile[];
  /** Reading verifies: what does not hash to its record is an IntegrityError. */
  readonly content: SpaceContent;
}

export interface SnapshotRequest {
  readonly spaceId: SpaceId;
  readonly commit: CommitSha | DevCommit;
  /** The real content hash, also for a `@dev` space. */
  readonly integrity: Integrity;
  readonly sourcePath: string;
  readonly content: SpaceContent;
  /** Where a lock says `integrity`. */
  readonly lockedAt?: SourceLocation;
}

const RECORD = '.asp-snapshot.json';

/**
 * Opens a snapshot by its integrity; `undefined` when there is none. The record is proved by the key it is kept under, each file by
 * the record, when it is read.
 * @throws IntegrityError when something is kept under the key that is not the snapshot.
 */
export function openSnapshot(home: AspHome, integrity: Integrity): Snapshot | undefined {
  const directory = home.snapshot(integrity);
  if (!isKept(home, directory)) return undefined;
  const record = readRecord<SnapshotRecord>(join(directory, RECORD));
  if (computeIntegrity(record.files) !== integrity) {
    throw damaged(join(directory, RECORD), 'its file list does not hash to the name of the snapshot');
  }
  return snapshotOf(directory, integrity, record.files);
}

/** @throws IntegrityError naming the first file that is missing, changed or extra. */
export function verifySnapshot(snapshot: Snapshot): void {
  for (const file of snapshot.files) readStoredFile(snapshot.directory, file);
  refuseExtraFiles(snapshot.directory, snapshot.files, RECORD);
}

/** @throws IntegrityError when the content does not hash to `integrity`. */
export function assertIntegrity(request: Omit<SnapshotRequest, 'spaceId'>): void {
  const actual = computeIntegrity(request.content.files);
  if (actual === request.integrity) return;
  throw new IntegrityError(
    `${request.sourcePath} at ${request.commit} has integrity ${actual}, but the lock says ${request.integrity}.`,
    {
      ...(request.lockedAt ? { location: request.lockedAt } : {}),
      hint: `The lock belongs to another registry or was edited: restore it, or ${RENEW_PINS}.`,
    },
  );
}

/**
 * Writes a snapshot (seed 003 §4.1, §8.1): staged, hashed file by file and as a whole, read-only, then renamed into place.
 * @throws IntegrityError when the content does not hash to `integrity`; SnapshotError when it cannot be written.
 */
export async function addSnapshot(
  home: AspHome,
  blobs: BlobStore,
  request: SnapshotRequest,
  options: { replace: boolean },
): Promise<Snapshot> {
  const { content, integrity } = request;
  assertIntegrity(request);
  const directory = home.snapshot(integrity);
  return makeEntry(home, directory, { purpose: 'snapshot', ...options }, async (staging) => {
    makeDirectories(
      staging,
      content.files.map(({ path }) => path),
    );
    const files = await Promise.all(content.files.map((file) => storeFile(staging, blobs, content, file)));
    const record: SnapshotRecord = {
      spaceId: request.spaceId,
      commit: request.commit,
      integrity,
      sourcePath: request.sourcePath,
      createdAt: new Date().toISOString(),
      files,
    };
    writeFileSync(join(staging, RECORD), JSON.stringify(record), { mode: 0o444 });
    return snapshotOf(directory, integrity, files);
  });
}

async function storeFile(
  staging: string,
  blobs: BlobStore,
  content: SpaceContent,
  file: SpaceFile,
): Promise<StoredFile> {
  const { path, kind, oid } = file;
  const target = join(staging, path);
  try {
    if (kind === 'symlink') {
      const data = await content.read(path);
      symlinkSync(data, target);
      return { path, kind, oid, size: data.length };
    }
    const { size, shebang } = await blobs.put({ oid, kind, read: () => content.read(path) }, target);
    return { path, kind, oid, size, ...(shebang ? { shebang } : {}) };
  } catch (cause) {
    if (!isErrno(cause)) throw cause;
    throw new SnapshotError(`Cannot write ${path} of a snapshot: ${cause.code}`, {
      location: { file: target },
      hint:
        cause.code === 'EEXIST'
          ? 'Two files of the space differ only in case or Unicode form, and this disk cannot tell them apart.'
          : 'Check free space and permissions of ASP_HOME.',
      cause,
    });
  }
}

function snapshotOf(directory: string, integrity: Integrity, files: readonly StoredFile[]): Snapshot {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const fileAt = (path: string): StoredFile => {
    const file = byPath.get(path);
    if (!file) throw new SnapshotError(`The snapshot ${directory} has no file "${path}".`);
    return file;
  };
  const content: SpaceContent = {
    files,
    read: async (path) => readStoredFile(directory, fileAt(path)),
    hasShebang: async (path) => fileAt(path).shebang === true,
  };
  return { directory, integrity, files, content };
}
