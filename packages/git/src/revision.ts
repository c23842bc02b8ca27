import { GitError } from '@agent-spaces/core';

/** What may be looked up; nothing of git's revision grammar beyond it (`main~1`, `:/text`, `@{u}`) ever reaches git. */
export type Revision =
  | { readonly kind: 'head' }
  | { readonly kind: 'ref'; readonly name: string }
  /** 4–64 lower-case hex digits, the beginning of an object id or all of it. */
  | { readonly kind: 'id'; readonly digits: string };

const ID = /^[0-9a-f]{4,64}$/i;
/** What git check-ref-format forbids inside a name, besides the empty components and the endings tested below. */
const FORBIDDEN = /\.\.|@\{|\/\/|\/\.|[ ~^:?*[\\]|\p{Cc}/u;

export function parseRevision(text: string): Revision {
  if (text === 'HEAD') return { kind: 'head' };
  if (ID.test(text)) return { kind: 'id', digits: text.toLowerCase() };
  if (text.startsWith('refs/') && !FORBIDDEN.test(text) && !/(?:\/|\.|\.lock)$/.test(text)) {
    return { kind: 'ref', name: text };
  }
  throw new GitError(`${JSON.stringify(text)} is neither HEAD, nor a full ref, nor a commit id`, {
    hint: 'Write HEAD, a full ref such as refs/heads/main, or 4 to 64 hex digits of a commit id.',
  });
}
