export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** The header of one answer of `git cat-file --batch`; after `found`, `size` bytes of content follow. */
export type ObjectAnswer =
  | { readonly kind: 'found'; readonly oid: string; readonly type: ObjectType; readonly size: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ambiguous' };

const FOUND = /^([0-9a-f]{40}|[0-9a-f]{64}) (commit|tree|blob|tag) (\d+)$/;

/**
 * A line git answers with, or undefined when it is not one. What git could not find it repeats before the status word, and a path may
 * hold anything; but such a request starts with an id and a colon, so that it never looks like a found object.
 */
export function parseObjectAnswer(line: string): ObjectAnswer | undefined {
  const [, oid, type, size] = FOUND.exec(line) ?? [];
  if (oid !== undefined) return { kind: 'found', oid, type: type as ObjectType, size: Number(size) };
  if (line.endsWith(' ambiguous')) return { kind: 'ambiguous' };
  // A submodule's commit lives in another repository: newer versions of git say so, older ones call it missing.
  if (line.endsWith(' missing') || line.endsWith(' submodule')) return { kind: 'missing' };
  return undefined;
}
