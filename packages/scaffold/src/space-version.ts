import { closest, ConfigError, fullVersion, printable, type SpaceId } from '@agent-spaces/core';
import { inc, RELEASE_TYPES, rcompare } from 'semver';
import { writeFiles, type WrittenFile } from './planned-files';
import { openSpace, type SpaceAddress, type SpaceInTree } from './spaces-in-tree';
import { addRootText, replaceText } from './toml/edit-toml';
import type { ScaffoldTree } from './tree';

export interface SetVersionOptions extends SpaceAddress {
  /** `1.2.0`, or `v1.2.0`, which is written without the letter. */
  readonly version: string;
}

export interface BumpVersionOptions extends SpaceAddress {
  /** `major`, `minor`, `patch`, `premajor`, `preminor`, `prepatch`, `prerelease`, or a version above the one there is. */
  readonly release: string;
  /** Of a prerelease: `beta` for `1.0.0-beta.0`. */
  readonly preid?: string;
}

export interface ChangedVersion {
  readonly space: SpaceId;
  /** `undefined` where the space had none. */
  readonly from: string | undefined;
  readonly to: string;
  /** `plugin.version` where it says something else than the space's version did, and so was left alone. */
  readonly pluginVersion?: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Writes a version into `space.toml`, and into `plugin.version` where that was the same.
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function setSpaceVersion(tree: ScaffoldTree, options: SetVersionOptions): ChangedVersion {
  const space = openSpace(tree, options);
  const version = fullVersion(options.version);
  if (version === undefined) {
    throw new ConfigError(`"${printable(options.version)}" is not a version.`, {
      hint: 'Write a semantic version, for example 1.2.0 or 2.0.0-beta.1.',
    });
  }
  return writeVersion(tree, space, version);
}

/**
 * Raises the version in `space.toml` by npm's rules. Throws as `setSpaceVersion` does, and where there is no version to raise.
 */
export function bumpVersion(tree: ScaffoldTree, options: BumpVersionOptions): ChangedVersion {
  const space = openSpace(tree, options);
  return writeVersion(tree, space, raised(space, options));
}

function raised({ manifest, manifestFile }: SpaceInTree, { release, preid }: BumpVersionOptions): string {
  const from = manifest.version;
  const exact = fullVersion(release);
  if (exact !== undefined) {
    if (from === undefined || rcompare(exact, from) < 0) return exact;
    throw new ConfigError(`${exact} is not above ${from}, the version there is.`, {
      location: { file: manifestFile, pointer: '/version' },
      hint: `Choose a version above ${from}.`,
    });
  }
  const type = KINDS.find((kind) => kind === release);
  if (type === undefined) {
    const near = closest(KINDS, release);
    throw new ConfigError(`"${printable(release)}" is neither a kind of release nor a version.`, {
      hint: near ? `Did you mean "${near}"?` : `The kinds are ${KINDS.join(', ')}.`,
    });
  }
  if (from === undefined) {
    throw new ConfigError(`${manifestFile} has no version that could be raised.`, {
      location: { file: manifestFile },
      hint: 'Give the version itself, for example 0.1.0.',
    });
  }
  if (preid !== undefined && !PREID.test(preid)) {
    throw new ConfigError(`"${printable(preid)}" cannot be part of a version.`, {
      hint: 'Use letters, digits and dashes, beginning with a letter, for example beta.',
    });
  }
  return (preid === undefined ? inc(from, type) : inc(from, type, preid)) ?? from;
}

const KINDS = RELEASE_TYPES.filter((kind) => kind !== 'release');
const PREID = /^[A-Za-z][0-9A-Za-z-]{0,63}$/;

function writeVersion(
  tree: ScaffoldTree,
  { id, manifest, manifestText, manifestFile }: SpaceInTree,
  version: string,
): ChangedVersion {
  const pluginVersion = manifest.plugin?.version;
  const isShared = pluginVersion !== undefined && pluginVersion === manifest.version;
  let text = manifestText;
  if (manifest.version === undefined) text = addRootText(text, manifestFile, 'version', version, 'id');
  else if (manifest.version !== version) text = replaceText(text, manifestFile, ['version'], version);
  if (isShared && pluginVersion !== version)
    text = replaceText(text, manifestFile, ['plugin', 'version'], version);
  return {
    space: id,
    from: manifest.version,
    to: version,
    ...(pluginVersion === undefined || isShared || pluginVersion === version ? {} : { pluginVersion }),
    files: writeFiles(tree, [{ path: manifestFile, text }]),
  };
}
