import { fullVersion, newestFirst } from '@agent-spaces/core';
import { isDistTag } from './publish-request';

/** The channel that a version is for where nobody names one. */
export interface UsualDistTag {
  readonly name: string;
  /** What the channel names, where that is newer than the version: a patch of an older major does not take its users back. */
  readonly newer: string | undefined;
}

/**
 * `latest` for a release; for a prerelease the word it begins with (`rc` for `2.0.0-rc.1`), else `next`: nobody gets a prerelease who has
 * not asked for one.
 *
 * @param standing channel → version as `dist-tags.json` has it
 */
export function usualDistTag(
  version: string,
  standing: ReadonlyMap<string, string> | undefined,
): UsualDistTag {
  const name = channelOf(version);
  const named = standing?.get(name);
  const is = named === undefined ? undefined : fullVersion(named);
  return { name, newer: is !== undefined && newestFirst(is, version) < 0 ? named : undefined };
}

/** The first identifier of a prerelease. */
const PRERELEASE = /^\d+\.\d+\.\d+-([^.+]+)/;
/** Names that promise a release. */
const FOR_RELEASES = /^(?:latest|stable)$/i;

function channelOf(version: string): string {
  const word = PRERELEASE.exec(version)?.[1];
  if (word === undefined) return 'latest';
  return /^[a-z]+$/i.test(word) && isDistTag(word) && !FOR_RELEASES.test(word) ? word : 'next';
}
