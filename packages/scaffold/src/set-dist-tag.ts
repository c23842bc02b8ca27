import {
  ConfigError,
  DIST_TAGS_FILE,
  fullVersion,
  parseDistTags,
  printable,
  setJsonValue,
  type SpaceId,
} from '@agent-spaces/core';
import { componentName } from './component-name';
import { asOptionFaults } from './option-faults';
import { readTreeText, writeFiles, type WrittenFile } from './planned-files';
import { treeDirectory, treePath } from './tree-path';
import type { ScaffoldTree } from './tree';

export interface DistTagChange {
  readonly space: string;
  /** The channel: `stable`, `latest`, … */
  readonly tag: string;
  readonly version: string;
}

export interface ChangedDistTag {
  readonly space: SpaceId;
  readonly tag: string;
  /** As it was written; `undefined` where the tag is new. */
  readonly from: string | undefined;
  /** As it is written now: `v1.2.0`. */
  readonly to: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Lets a dist-tag of a space point to a version (seed 003 §5.4). Whether that is published is not looked at.
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function setDistTag(
  tree: ScaffoldTree,
  { registry = '.', ...change }: DistTagChange & { readonly registry?: string },
): ChangedDistTag {
  const file = treePath(treeDirectory('The registry', registry), DIST_TAGS_FILE);
  const before = readTreeText(tree, file) ?? '{}\n';
  const { text, ...changed } = withDistTag(before, file, change);
  return { ...changed, files: writeFiles(tree, [{ path: file, text }]) };
}

/**
 * The text of a `dist-tags.json` with one tag moved or added.
 * @param file path for messages; nothing is read from it
 * @throws ConfigError, ConfigParseError, ConfigValidationError
 */
export function withDistTag(
  text: string,
  file: string,
  { space, tag, version }: DistTagChange,
): Omit<ChangedDistTag, 'files'> & { readonly text: string } {
  const id = componentName('space', space) as SpaceId;
  const full = fullVersion(version);
  if (full === undefined) {
    throw new ConfigError(`"${printable(version)}" is not a version.`, {
      hint: 'Write a semantic version, for example 1.2.0 or 2.0.0-beta.1.',
    });
  }
  const from = parseDistTags(text, file).get(id)?.get(tag);
  const to = from === undefined || from.startsWith('v') ? `v${full}` : full;
  asOptionFaults(file, () => parseDistTags(JSON.stringify({ [id]: { [tag]: to } }), file));
  return { space: id, tag, from, to, text: setJsonValue(text, [id, tag], to) };
}
