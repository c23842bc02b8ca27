/** A ref that a fetch left as it was, and why: `would clobber existing tag`. */
export interface RefusedRef {
  /** As the remote calls it, short: `space/a/v1.0.0`. */
  readonly name: string;
  readonly reason: string;
}

const REFUSED = /^ ! \[.+?\] +(\S+) +-> .*\((.+)\)$/gm;

/** The refs that `git fetch` says it refused, from what it tells people. It has no better form for this before 2.41. */
export function refusedRefs(stderr: string): readonly RefusedRef[] {
  return [...stderr.matchAll(REFUSED)].map(([, name = '', reason = '']) => ({ name, reason }));
}
