import { ConfigError, parseSpaceRef, type SpaceId } from '@agent-spaces/core';
import { checkedRefs } from './checked-refs';
import { writeFiles, type WrittenFile } from './planned-files';
import { openSpace, type SpaceAddress } from './spaces-in-tree';
import { addKey, appendText, replaceText } from './toml/edit-toml';
import type { ScaffoldTree } from './tree';

export interface SetDependencyOptions extends SpaceAddress {
  /** The id of the space that is needed. */
  readonly dependency: string;
  /** `^1.2.0`, `stable`, …; without one the working copy is meant. */
  readonly selector?: string;
}

export interface ChangedDependency {
  readonly space: SpaceId;
  readonly dependency: SpaceId;
  /** As it is in the file now. */
  readonly ref: string;
  /** What stood there for this space before, where that was another reference. */
  readonly replaced?: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Lets a space need another at a selector: changes the reference in `deps.spaces`, or adds one.
 * @throws ConfigError, ConfigParseError, ConfigValidationError, RefParseError, SelectorResolutionError; then nothing was written
 */
export function setSpaceDependency(tree: ScaffoldTree, options: SetDependencyOptions): ChangedDependency {
  const { id, manifest, manifestText, manifestFile } = openSpace(tree, options);
  const ref = `space:${options.dependency}${options.selector === undefined ? '' : `@${options.selector}`}`;
  const dependency = checkedRefs(tree, [ref], options.registry).map((parsed) => parsed.id)[0] as SpaceId;
  const refuse = (what: string, hint: string): never => {
    throw new ConfigError(`${what}.`, { location: { file: manifestFile, pointer: '/deps/spaces' }, hint });
  };
  if (dependency === id) refuse(`The space "${id}" cannot need itself`, 'Name another space.');
  const path = ['deps', 'spaces'];
  const written = manifest.deps?.spaces;
  const same = [...(written ?? []).entries()].filter(([, text]) => idOf(text) === dependency);
  if (same.length > 1)
    refuse(`The space "${id}" needs ${dependency} ${same.length} times`, 'Remove all but one of them.');
  const [index, before] = same[0] ?? [];
  return {
    space: id,
    dependency,
    ref,
    ...(before === undefined || before === ref ? {} : { replaced: before }),
    files: writeFiles(tree, [
      {
        path: manifestFile,
        text:
          before === ref
            ? manifestText
            : index !== undefined
              ? replaceText(manifestText, manifestFile, [...path, String(index)], ref)
              : written
                ? appendText(manifestText, manifestFile, path, ref)
                : addKey(manifestText, manifestFile, ['deps'], 'spaces', [ref]),
      },
    ]),
  };
}

const idOf = (ref: string): string => parseSpaceRef(ref.split('@', 1).join()).id;
