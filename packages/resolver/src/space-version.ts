import { satisfies } from 'semver';
import type { Selector } from './space-ref';

export { fullVersion, newestFirst } from '@agent-spaces/core';

/** A version with build metadata is meant to the letter; one without, and any range, lets every build in. */
export function meets(
  version: string,
  { exact, range }: Pick<Extract<Selector, { kind: 'semver' }>, 'exact' | 'range'>,
): boolean {
  return exact && hasBuild(range) ? version === range : satisfies(version, range);
}

const hasBuild = (version: string): boolean => version.includes('+');
