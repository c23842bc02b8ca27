import { printable, SnapshotError, type SpaceFile } from '@agent-spaces/core';
import { compareBytes } from './integrity';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names the store writes into the directories it keeps a space in (seed 003 §4.1, §7.1). */
const RESERVED = new Set(['.asp-snapshot.json', '.asp-cache.json']);

/**
 * The path of a directory entry from the bytes of its name, where `prefix` is empty or ends with `/`.
 * @throws SnapshotError for a name that is not UTF-8, or that git keeps for itself. A name that leads out of its directory comes from
 * neither source: git's room refuses such a tree, and no disk has one.
 */
export function spaceFilePath(prefix: string, name: Uint8Array, place: string): string {
  const refuse = (why: string): never => {
    const shown = prefix + Buffer.from(name).toString('latin1');
    throw new SnapshotError(`${place} has a file name that ${why}: "${printable(shown)}"`, {
      hint: 'Rename the file; a space that is already published has to be published again.',
    });
  };
  let text: string;
  try {
    text = utf8.decode(name);
  } catch {
    return refuse('is not UTF-8');
  }
  if (text.toLowerCase() === '.git') return refuse('only git may use');
  return prefix + text;
}

/**
 * Puts a space's files into the one order everything hashes and copies them in.
 * @throws SnapshotError when a file bears a name that the store needs for itself.
 */
export function orderSpaceFiles(files: SpaceFile[], place: string): readonly SpaceFile[] {
  for (const { path } of files) {
    if (RESERVED.has(path)) {
      throw new SnapshotError(`${place} holds "${path}", a name the store keeps for its own records.`, {
        hint: 'Remove the file from the space.',
      });
    }
  }
  return files.sort((a, b) => compareBytes(a.path, b.path));
}
