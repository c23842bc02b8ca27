import { validRange } from 'semver';
import { RefParseError, type SourceLocation } from './errors';
import { fullVersion } from './full-version';
import { isSpaceId, type SpaceId } from './ids';
import { printable } from './printable';

/**
 * How a reference chooses a version (seed 003 §5.2, appendix A). `range` is npm's whole grammar; a git pin may be abbreviated until
 * it is resolved.
 */
export type Selector =
  | { readonly kind: 'dev' }
  | { readonly kind: 'head' }
  | { readonly kind: 'dist-tag'; readonly tag: string }
  | { readonly kind: 'semver'; readonly range: string; readonly exact: boolean }
  | { readonly kind: 'git-pin'; readonly sha: string };

/** A parsed `space:<id>[@<selector>]`. `selectorText` is the selector as the lock records it. */
export interface SpaceRef {
  readonly text: string;
  readonly id: SpaceId;
  readonly selector: Selector;
  readonly selectorText: string;
}

const GIT_PIN = /^[0-9a-f]{7,64}$/;
const DIST_TAG = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const UNPRINTABLE = /\p{C}/u;

const FORM =
  'A reference reads space:<id>@<selector>, for example space:frontend@stable or space:frontend@^1.2.0.';

/**
 * Parses a space reference; without a selector it means `@dev` (seed 003 §5.2).
 * @throws RefParseError with `location`, when the text is no reference.
 */
export function parseSpaceRef(text: string, location?: SourceLocation): SpaceRef {
  const fail = (why: string, hint = FORM): never => {
    throw new RefParseError(`"${printable(text)}" is not a space reference: ${why}`, {
      hint,
      ...(location ? { location } : {}),
    });
  };
  if (UNPRINTABLE.test(text)) fail('it contains control characters.');
  if (!text.startsWith('space:')) fail('it does not start with "space:".');
  const rest = text.slice('space:'.length);
  const at = rest.indexOf('@');
  const id = at < 0 ? rest : rest.slice(0, at);
  if (!isSpaceId(id)) {
    return fail(
      `"${printable(id)}" is not a space id.`,
      'A space id is kebab-case: a–z, 0–9 and single dashes, 1 to 64 characters.',
    );
  }
  if (at < 0) return { text, id, selector: { kind: 'dev' }, selectorText: 'dev' };
  const selectorText = rest.slice(at + 1);
  const selector = parseSelector(selectorText);
  if (!selector) {
    return fail(
      selectorText === '' ? 'nothing follows the "@".' : `"${printable(selectorText)}" is not a selector.`,
      selectorText.startsWith('git:')
        ? 'A git pin is git: and 7 to 64 lower-case hex digits.'
        : 'A selector is a dist-tag (stable), a version (1.2.3), a range (^1.2.0), git:<sha>, HEAD or dev.',
    );
  }
  return { text, id, selector, selectorText };
}

/** `undefined` when the text is no selector at all. Whether what it names exists is found out when it is resolved. */
export function parseSelector(text: string): Selector | undefined {
  if (text === 'dev') return { kind: 'dev' };
  if (text === 'HEAD') return { kind: 'head' };
  if (text.startsWith('git:')) {
    const sha = text.slice('git:'.length);
    return GIT_PIN.test(sha) ? { kind: 'git-pin', sha } : undefined;
  }
  if (text.trim() === '') return undefined;
  const exact = fullVersion(text);
  if (exact !== undefined) return { kind: 'semver', range: exact, exact: true };
  const range = validRange(text);
  if (range !== null) return { kind: 'semver', range: text, exact: false };
  return DIST_TAG.test(text) ? { kind: 'dist-tag', tag: text } : undefined;
}
