import { readdirSync, readFileSync, readlinkSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { printable, SnapshotError, type SpaceContent, type SpaceFile } from '@agent-spaces/core';
import { hashBlob, type ObjectFormat } from '@agent-spaces/git';
import { startsWithShebang } from './commit-content';
import { isIgnoredName } from './integrity';
import { orderSpaceFiles, spaceFilePath } from './space-files';

/**
 * The content of a space as it lies on disk, for `@dev` and for `asp run <path>`: the same file list that a commit of it would have.
 * One file is open at a time, so a space may have any number of them.
 * @throws SnapshotError for a socket, device or pipe, a name that no commit could hold, or a file that cannot be read; when read, for
 * a file that has changed since it was listed.
 */
export async function workingCopyContent(
  directory: string,
  format: ObjectFormat = 'sha1',
): Promise<SpaceContent> {
  const files: SpaceFile[] = [];
  const walk = (prefix: string): void => {
    for (const entry of entriesOf(join(directory, prefix))) {
      if (entry.name.equals(DOT_GIT)) continue;
      const path = spaceFilePath(prefix, entry.name, directory);
      if (isIgnoredName(path)) continue;
      if (entry.isDirectory()) walk(`${path}/`);
      else files.push({ path, ...describe(join(directory, path), entry, format) });
    }
  };
  walk('');
  orderSpaceFiles(files, directory);

  const byPath = new Map(files.map((file) => [file.path, file]));
  const read = async (path: string): Promise<Buffer> => {
    const file = byPath.get(path);
    if (!file) throw new SnapshotError(`${directory} has no file "${printable(path, 400)}".`);
    const data = bytesOf(join(directory, path), file.kind === 'symlink');
    if (hashBlob(data, format) === file.oid) return data;
    throw new SnapshotError(`${printable(join(directory, path), 400)} changed while it was being read.`, {
      location: { file: join(directory, path) },
      hint: 'Run the command again when nothing writes to it any more.',
    });
  };
  return {
    files,
    read,
    hasShebang: async (path) => byPath.get(path)?.kind !== 'symlink' && startsWithShebang(await read(path)),
  };
}

/** Git never takes in what bears this name, at whatever depth. */
const DOT_GIT = Buffer.from('.git');

function entriesOf(directory: string): Dirent<Buffer>[] {
  return reading(directory, () => readdirSync(directory, { encoding: 'buffer', withFileTypes: true }));
}

function describe(
  path: string,
  entry: Dirent<Buffer>,
  format: ObjectFormat,
): Pick<SpaceFile, 'kind' | 'oid'> {
  const oid = (): string => hashBlob(bytesOf(path, entry.isSymbolicLink()), format);
  if (entry.isSymbolicLink()) return { kind: 'symlink', oid: oid() };
  if (!entry.isFile()) {
    throw new SnapshotError(`${printable(path, 400)} is neither a file, a directory nor a symlink.`, {
      location: { file: path },
      hint: 'Remove it from the space.',
    });
  }
  const { mode } = reading(path, () => statSync(path));
  return { kind: (mode & 0o100) === 0 ? 'file' : 'executable', oid: oid() };
}

const bytesOf = (path: string, isSymlink: boolean): Buffer =>
  reading(path, () => (isSymlink ? readlinkSync(path, 'buffer') : readFileSync(path)));

function reading<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new SnapshotError(
      `${printable(path, 400)} cannot be read: ${printable(cause instanceof Error ? cause.message : String(cause), 400)}`,
      {
        location: { file: path },
        hint: 'Check who owns it and its permissions.',
        cause,
      },
    );
  }
}
