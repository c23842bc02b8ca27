import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

export interface Ref {
  readonly name: string;
  /** What it points at once an annotated tag is peeled; a tag of a tag stays a `tag` before git 2.45. */
  readonly oid: string;
  readonly type: string;
  /** The ref a symbolic ref stands for. */
  readonly symbolic: string | undefined;
  readonly checkedOut: boolean;
}

const FORMAT = ['refname', 'objectname', 'objecttype', '*objectname', '*objecttype', 'symref', 'HEAD']
  .map((field) => `%(${field})`)
  .join('%00');

/**
 * One `git for-each-ref`. No ref name holds a NUL or a line feed, so both can separate.
 *
 * @param within a ref, in full: only what points at its commit or one before it is listed
 */
export async function listRefs(
  access: RepositoryAccess,
  patterns: readonly string[],
  within?: string,
): Promise<readonly Ref[]> {
  const { directory } = access;
  const merged = within === undefined ? [] : [`--merged=${within}`];
  const result = await runGit(access, ['for-each-ref', `--format=${FORMAT}`, ...merged, ...patterns]);
  if (result.exitCode !== 0)
    throw gitFailure(directory, `The refs of ${directory} cannot be listed`, result.stderr);
  return result.stdout.split('\n').filter(Boolean).map(parseRef);
}

function parseRef(line: string): Ref {
  const [name = '', oid = '', type = '', peeledOid = '', peeledType = '', symbolic = '', head = ''] =
    line.split('\0');
  return {
    name,
    oid: peeledOid || oid,
    type: peeledType || type,
    symbolic: symbolic || undefined,
    checkedOut: head === '*',
  };
}
