import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { IntegrityError, type SpaceFileKind } from '@agent-spaces/core';
import { hashBlob } from '@agent-spaces/git';

/** A file of a snapshot or of a cache entry, as the entry's own record lists it. */
export interface StoredFile {
  readonly path: string;
  readonly kind: SpaceFileKind;
  /** The git blob id of the content. */
  readonly oid: string;
  /** In bytes. */
  readonly size: number;
  /** Present, and true, when a regular file starts with `#!`. */
  readonly shebang?: boolean;
}

const STORED_MODE: Record<Exclude<SpaceFileKind, 'symlink'>, number> = { file: 0o444, executable: 0o555 };

export const storedMode = (kind: Exclude<SpaceFileKind, 'symlink'>): number => STORED_MODE[kind];

/** The object format that ids of this length belong to. */
export const formatOf = (oid: string): 'sha1' | 'sha256' => (oid.length === 64 ? 'sha256' : 'sha1');

export const matchesOid = (data: Uint8Array, oid: string): boolean => hashBlob(data, formatOf(oid)) === oid;

/**
 * Reads a file of an entry, of a symlink its target text, and lets nothing through that does not hash to what the entry was made with.
 * @throws IntegrityError naming the file.
 */
export function readStoredFile(directory: string, file: StoredFile): Buffer {
  const path = join(directory, file.path);
  let data: Buffer;
  try {
    data = file.kind === 'symlink' ? readlinkSync(path, 'buffer') : readFileSync(path);
  } catch (cause) {
    throw damaged(path, 'it cannot be read', cause);
  }
  if (!matchesOid(data, file.oid)) throw damaged(path, 'its content is not what was stored');
  return data;
}

export function damaged(path: string, why: string, cause?: unknown): IntegrityError {
  return new IntegrityError(`${path} is damaged: ${why}.`, {
    location: { file: path },
    hint: 'asp install, or in an Nx workspace the task asp-snapshot, rebuilds it from the registry.',
    cause,
  });
}

/** Makes every directory below `root`, which exists, that the files need; returns them, parents first, `.` for `root` itself. */
export function makeDirectories(root: string, paths: Iterable<string>): readonly string[] {
  const needed = new Set<string>(['.']);
  for (const path of paths) {
    for (let parent = dirname(path); !needed.has(parent); parent = dirname(parent)) needed.add(parent);
  }
  // A parent's path is shorter than its child's.
  const directories = [...needed].sort((a, b) => a.length - b.length);
  for (const directory of directories.slice(1)) mkdirSync(join(root, directory));
  return directories;
}

/** @throws IntegrityError for what lies in an entry and is neither one of its files nor its record. */
export function refuseExtraFiles(directory: string, files: readonly StoredFile[], record: string): void {
  const expected = new Set([...files.map(({ path }) => path), record]);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || expected.has(relative(directory, path).replaceAll(sep, '/'))) continue;
    throw damaged(path, 'it was not there when the entry was made');
  }
}

/**
 * Reads the record that an entry carries of itself.
 * @throws IntegrityError when it is not the JSON that the store writes, or names a file that would lie outside of the entry.
 */
export function readRecord<Entry extends { readonly files: readonly StoredFile[] }>(path: string): Entry {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as Entry;
    if (Array.isArray(record.files) && record.files.every(isStoredFile)) return record;
  } catch (cause) {
    throw damaged(path, 'the record of the entry cannot be read', cause);
  }
  throw damaged(path, 'the record of the entry has no file list');
}

const KINDS: readonly unknown[] = ['file', 'executable', 'symlink'] satisfies SpaceFileKind[];
const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const UNSAFE_PATH = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

function isStoredFile(value: unknown): value is StoredFile {
  const { path, kind, oid, size } = value as Readonly<Record<keyof StoredFile, unknown>>;
  const isPlaced = typeof path === 'string' && !UNSAFE_PATH.test(path);
  return (
    isPlaced && KINDS.includes(kind) && typeof oid === 'string' && OID.test(oid) && Number.isSafeInteger(size)
  );
}
