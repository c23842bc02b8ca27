import { fullVersion, parseSelector } from '@agent-spaces/core';
import { satisfies } from 'semver';

/** What becomes of a reference when the space it names gets a new version. */
export type MovedSelector =
  /** It names no version, or means the new one too. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'moved'; readonly selector: string }
  /** It does not mean the new version, and no new range says what its author had in mind. */
  | { readonly kind: 'left' };

/**
 * What a reference to a space says after a release of it. Only a version, and a range that is one with a sign in front, is moved.
 *
 * @param selector as it is written: `^1.2.0`
 * @param wanted the new version with the sign that is to be in front of it: `^1.3.0`
 * @param preserveMatching leave a range alone that the new version is in
 */
export function movedSelector(selector: string, wanted: string, preserveMatching: boolean): MovedSelector {
  const parsed = parseSelector(selector);
  const version = fullVersion(wanted.replace(PREFIX, ''));
  if (parsed?.kind !== 'semver' || version === undefined) return { kind: 'kept' };
  const isMeant = satisfies(version, parsed.range);
  if (fullVersion(selector.replace(PREFIX, '')) === undefined) return { kind: isMeant ? 'kept' : 'left' };
  if (selector === wanted || (isMeant && preserveMatching)) return { kind: 'kept' };
  return { kind: 'moved', selector: wanted };
}

const PREFIX = /^[~^=]/;
