import { GitError } from '@agent-spaces/core';

export interface TreeEntry {
  /** As `git ls-tree` prints it: `100644`, `100755`, `120000`, `040000` or `160000`. */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly oid: string;
  /** One path segment; git does not say in which encoding. */
  readonly name: Buffer;
}

const SPACE = 0x20;
const NUL = 0x00;
const MODE = /^[0-7]{5,6}$/;
/** Names that would leave the directory they are in; git never writes them, a forged tree may hold them. */
const UNSAFE_NAME = /^\.{0,2}$|\//;

/** Parses the raw content of a tree. `oid` is its own id: it names the tree in errors and tells how long the ids inside are. */
export function parseTreeEntries(oid: string, data: Buffer): readonly TreeEntry[] {
  const idBytes = oid.length / 2;
  const malformed = (what: string): GitError =>
    new GitError(`The git tree ${oid} is malformed: ${what}`, { hint: 'Check the registry with: git fsck' });
  const entries: TreeEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(SPACE, at);
    const nul = data.indexOf(NUL, space);
    const next = nul + 1 + idBytes;
    if (space === -1 || nul === -1 || next > data.length) throw malformed('it is cut off');
    const mode = data.toString('latin1', at, space);
    const name = data.toString('latin1', space + 1, nul);
    if (!MODE.test(mode)) throw malformed(`${JSON.stringify(mode)} is not a file mode`);
    if (UNSAFE_NAME.test(name) || names.has(name)) {
      throw malformed(`the name ${JSON.stringify(name)} is unsafe or occurs twice`);
    }
    names.add(name);
    entries.push({
      mode: mode.padStart(6, '0'),
      type: entryType(mode),
      oid: data.toString('hex', nul + 1, next),
      name: data.subarray(space + 1, nul),
    });
    at = next;
  }
  return entries;
}

function entryType(mode: string): TreeEntry['type'] {
  if (mode === '160000') return 'commit';
  return mode === '40000' || mode === '040000' ? 'tree' : 'blob';
}
