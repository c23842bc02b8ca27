import {
  ConfigError,
  fullVersion,
  isSpaceId,
  parseSelector,
  printable,
  type SpaceId,
} from '@agent-spaces/core';

/** How stock clients are told of a space: not at all, by the form that suits the registry, or by one of the two. */
export type MarketplaceForm = boolean | 'path' | 'pinned';

export type DistTagChoice = readonly string[] | 'usual';

export interface PublishOptions {
  /** The id of a space of the registry. */
  readonly space: string;
  /** `1.2.0`; the one of `space.toml` unless given, and it has to be that one. */
  readonly version?: string;
  /** `v1.2.0` or `space/<id>/v1.2.0`: the same, said as the tag to be made. */
  readonly tag?: string;
  /** Channels that name this version from now on; `usual` for the one that its version is for. None unless given. */
  readonly distTags?: DistTagChoice;
  /** On unless told: the tag `<plugin>--v<version>` and an entry in `.claude-plugin/marketplace.json`. */
  readonly marketplace?: MarketplaceForm;
  /** Bring branch and tags to the remote as well, and the tags of other versions that the branch holds and the remote lacks. */
  readonly push?: boolean;
  /** Globs of short names, for a release tool that tags versions by names of its own: its tags are pushed in the same way. */
  readonly releaseTags?: readonly string[];
  /** Change nothing, and tell what would be changed. */
  readonly dryRun?: boolean;
}

/** What was asked for, with every name checked. */
export interface PublishRequest {
  readonly id: SpaceId;
  /** Versions that the one of `space.toml` has to be, as they were given. */
  readonly expected: readonly { readonly given: string; readonly version: string }[];
  /** Each once. */
  readonly distTags: DistTagChoice;
  readonly marketplace: MarketplaceForm;
  readonly push: boolean;
  readonly releaseTags: readonly string[];
}

/** @throws ConfigError for a name that is none of what it is meant as */
export function readPublishRequest({
  space,
  version,
  tag,
  distTags = [],
  marketplace = true,
  push = false,
  releaseTags = [],
}: PublishOptions): PublishRequest {
  if (!isSpaceId(space)) {
    throw new ConfigError(`"${printable(space)}" is not a space id.`, {
      hint: 'A space id is kebab-case: a–z, 0–9 and single dashes, 1 to 64 characters.',
    });
  }
  const expected = [
    ...(version === undefined ? [] : [{ given: version, version: readVersion(version) }]),
    ...(tag === undefined ? [] : [{ given: tag, version: readTag(tag, space) }]),
  ];
  return { id: space, expected, distTags: readDistTags(distTags), marketplace, push, releaseTags };
}

function readDistTags(distTags: DistTagChoice): DistTagChoice {
  if (distTags === 'usual') return distTags;
  for (const name of distTags) checkDistTag(name);
  return [...new Set(distTags)];
}

function readVersion(text: string): string {
  const version = fullVersion(text);
  if (version !== undefined && !/\s/.test(text)) return version;
  throw new ConfigError(`"${printable(text)}" is not a version.`, {
    hint: 'Write a whole semantic version, such as 1.2.0 or 2.0.0-beta.1.',
  });
}

function readTag(text: string, id: SpaceId): string {
  const prefix = `space/${id}/`;
  const short = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  const version = /^v\d\S*$/.test(short) ? fullVersion(short) : undefined;
  if (version !== undefined) return version;
  throw new ConfigError(`"${printable(text)}" is not a tag of a version of "${id}".`, {
    hint: `Write v and a whole semantic version, such as v1.2.0, which makes the tag ${prefix}v1.2.0.`,
  });
}

/** What a reader could take for a version, even where a reference `space:<id>@<name>` would be understood as a dist-tag. */
const LIKE_A_VERSION = /^v?\d+(?:\.|$)/i;

const HAS_A_MEANING = /^(?:dev|head)$/i;

/** Whether a reference `space:<id>@<name>` means a dist-tag, to whoever reads it too. */
export const isDistTag = (name: string): boolean =>
  parseSelector(name)?.kind === 'dist-tag' && !HAS_A_MEANING.test(name) && !LIKE_A_VERSION.test(name);

function checkDistTag(name: string): void {
  if (isDistTag(name)) return;
  const kind = parseSelector(name)?.kind;
  const isWord = HAS_A_MEANING.test(name);
  const why = isWord || kind === 'dev' || kind === 'head' ? 'has a meaning of its own' : 'is no name';
  const isVersion = kind === 'semver' || LIKE_A_VERSION.test(name);
  throw new ConfigError(
    `"${printable(name)}" cannot be a dist-tag: it ${isVersion ? 'reads as a version or a range' : why}.`,
    {
      hint: 'Choose a word such as stable, latest or beta: letters and digits, and . _ - between them, at most 64 characters.',
    },
  );
}
