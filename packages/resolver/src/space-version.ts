import { compareBuild, rcompare, satisfies } from 'semver';
import type { Selector } from './space-ref';

export { fullVersion } from '@agent-spaces/core';

/** A version with build metadata is meant to the letter; one without, and any range, lets every build in. */
export function meets(
  version: string,
  { exact, range }: Pick<Extract<Selector, { kind: 'semver' }>, 'exact' | 'range'>,
): boolean {
  return exact && hasBuild(range) ? version === range : satisfies(version, range);
}

/** Newest first; of versions that differ in build metadata alone the plain one, then the highest build. */
export const newestFirst = (a: string, b: string): number =>
  rcompare(a, b) || Number(hasBuild(a)) - Number(hasBuild(b)) || compareBuild(b, a);

const hasBuild = (version: string): boolean => version.includes('+');
