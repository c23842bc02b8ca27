import { createHash } from 'node:crypto';
import type { SpaceContent, SpaceFile } from '@agent-spaces/core';
import { byBytes } from '../space-path';

export type TestFile = string | { readonly executable: string } | { readonly symlink: string };

/** A space held in memory, with the object names git would give its files. */
export function contentOf(files: Readonly<Record<string, TestFile>>): SpaceContent {
  const bytes = new Map(Object.entries(files).map(([path, file]) => [path, Buffer.from(textOf(file))]));
  const read = async (path: string): Promise<Buffer> => {
    const found = bytes.get(path);
    if (!found) throw new Error(`The test space has no ${path}`);
    return found;
  };
  return {
    files: Object.entries(files)
      .map(([path, file]): SpaceFile => ({ path, kind: kindOf(file), oid: blobName(textOf(file)) }))
      .sort((a, b) => byBytes(a.path, b.path)),
    read,
    hasShebang: async (path) => (await read(path)).subarray(0, 2).toString('latin1') === '#!',
  };
}

const textOf = (file: TestFile): string =>
  typeof file === 'string' ? file : 'executable' in file ? file.executable : file.symlink;

const kindOf = (file: TestFile): SpaceFile['kind'] =>
  typeof file === 'string' ? 'file' : 'executable' in file ? 'executable' : 'symlink';

function blobName(text: string): string {
  const body = Buffer.from(text);
  return createHash('sha1').update(`blob ${body.length}\0`).update(body).digest('hex');
}
