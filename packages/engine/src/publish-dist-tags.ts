import { fullVersion, parseDistTags, setJsonValue, type SpaceId } from '@agent-spaces/core';
import type { DistTagChoice } from './publish-request';
import { usualDistTag, type UsualDistTag } from './usual-dist-tag';

/** A channel that names another version than before, or is new. */
export interface ChannelMove {
  readonly name: string;
  /** As the file has it; undefined for a new channel. */
  readonly from: string | undefined;
  /** `v1.2.0` (seed 003 §5.4). */
  readonly to: string;
}

export interface DistTagsPlan {
  /** The whole file afterwards; what does not change is as it was. */
  readonly text: string;
  readonly moves: readonly ChannelMove[];
  /** The usual channel, where it names a newer version and so was not moved. */
  readonly left: UsualDistTag | undefined;
  /** Of this space, afterwards. */
  readonly channels: ReadonlyMap<string, string>;
}

/**
 * @param text of `registry/dist-tags.json`; undefined where there is none
 * @param file for messages
 * @throws ConfigParseError, ConfigValidationError
 */
export function planDistTags(
  text: string | undefined,
  file: string,
  { id, version }: { readonly id: SpaceId; readonly version: string },
  choice: DistTagChoice,
): DistTagsPlan {
  const standing = text === undefined ? undefined : parseDistTags(text, file).get(id);
  const usual = usualDistTag(version, standing);
  const left = choice === 'usual' && usual.newer !== undefined ? usual : undefined;
  const names = choice === 'usual' ? [usual.name] : choice;
  const to = `v${version}`;
  const moves = (left ? [] : names)
    .map((name): ChannelMove => ({ name, from: standing?.get(name), to }))
    .filter(({ from }) => from === undefined || fullVersion(from) !== version);
  return {
    text: moves.reduce((edited, { name }) => setJsonValue(edited, [id, name], to), text ?? '{}\n'),
    moves,
    left,
    channels: new Map([...(standing ?? []), ...moves.map(({ name }) => [name, to] as const)]),
  };
}
