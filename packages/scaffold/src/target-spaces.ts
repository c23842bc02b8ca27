import {
  closest,
  ConfigError,
  parseSpaceRef,
  printable,
  type SpaceId,
  type TargetName,
} from '@agent-spaces/core';
import { checkedRefs } from './checked-refs';
import { componentName } from './component-name';
import { writeFiles, type WrittenFile } from './planned-files';
import { openProject, requireTarget, type ProjectInTree } from './project-in-tree';
import { appendText, removeItem, replaceText } from './toml/edit-toml';
import type { ScaffoldTree } from './tree';

export interface TargetAddress {
  /** The project's directory; the root unless given. */
  readonly project?: string;
  readonly target: string;
}

export interface AddSpaceOptions extends TargetAddress {
  /** `space:<id>[@<selector>]` */
  readonly ref: string;
  /** The registry's directory in the tree, for did-you-mean; `false` where it lies elsewhere. */
  readonly registry?: string | false;
}

export interface AddedSpace {
  readonly target: TargetName;
  readonly space: SpaceId;
  /** As it is in the file now. */
  readonly ref: string;
  /** What stood there for this space before, where that was another reference. */
  readonly replaced?: string;
  /** The manifest, from the tree's root. */
  readonly manifest: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Adds a space at the end of what a target composes, or changes the selector of one that is there.
 * @throws ConfigError, ConfigParseError, ConfigValidationError, RefParseError, SelectorResolutionError; then nothing was written
 */
export function addSpaceToTarget(tree: ScaffoldTree, options: AddSpaceOptions): AddedSpace {
  const project = openProject(tree, options.project);
  const target = requireTarget(project, options.target);
  const [ref] = checkedRefs(tree, [options.ref], options.registry);
  const space = ref?.id as SpaceId;
  const written = composedIn(project, target);
  const same = written.filter(({ id }) => id === space);
  if (same.length > 1) {
    throw new ConfigError(`The target "${target}" composes ${space} ${same.length} times.`, {
      location: { file: project.file, pointer: composePointer(target) },
      hint: 'Remove it first, then add the one you want.',
    });
  }
  const [before] = same;
  const path = ['targets', target, 'compose'];
  const text = before
    ? replaceText(project.text, project.file, [...path, String(before.index)], options.ref)
    : appendText(project.text, project.file, path, options.ref);
  return {
    target,
    space,
    ref: options.ref,
    ...(before && before.ref !== options.ref ? { replaced: before.ref } : {}),
    manifest: project.file,
    files: writeFiles(tree, [
      { path: project.file, text: before?.ref === options.ref ? project.text : text },
    ]),
  };
}

export interface RemoveSpaceOptions extends TargetAddress {
  /** Its id. */
  readonly space: string;
}

export interface RemovedSpace {
  readonly target: TargetName;
  readonly space: SpaceId;
  /** The references that were taken out; more than one where a target composed two versions. */
  readonly refs: readonly string[];
  /** The manifest, from the tree's root. */
  readonly manifest: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Takes a space out of what a target composes; comments beside it stay.
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function removeSpaceFromTarget(tree: ScaffoldTree, options: RemoveSpaceOptions): RemovedSpace {
  const project = openProject(tree, options.project);
  const target = requireTarget(project, options.target);
  const space = componentName('space', options.space) as SpaceId;
  const written = composedIn(project, target);
  const removed = written.filter(({ id }) => id === space);
  const location = { file: project.file, pointer: composePointer(target) };
  if (removed.length === 0) {
    const near = closest(
      written.map(({ id }) => id),
      space,
    );
    throw new ConfigError(`The target "${target}" does not compose ${space}.`, {
      location,
      hint: near
        ? `Did you mean "${near}"?`
        : `It composes ${printable(written.map(({ ref }) => ref).join(', '), 200)}.`,
    });
  }
  if (removed.length === written.length) {
    throw new ConfigError(
      `The target "${target}" composes nothing but ${space}, and a target needs a space.`,
      {
        location,
        hint: `Add another space to it first, or delete [targets.${target}] from ${project.file}.`,
      },
    );
  }
  const path = ['targets', target, 'compose'];
  // From the last on, so that the indices of the others stay true.
  const text = removed.reduceRight(
    (current, { index }) => removeItem(current, project.file, path, index),
    project.text,
  );
  return {
    target,
    space,
    refs: removed.map(({ ref }) => ref),
    manifest: project.file,
    files: writeFiles(tree, [{ path: project.file, text }]),
  };
}

interface Composed {
  readonly index: number;
  readonly ref: string;
  readonly id: string;
}

/** What a target composes; a text that is no reference has an id no space has. */
const composedIn = ({ manifest }: ProjectInTree, target: TargetName): readonly Composed[] =>
  (manifest.targets.get(target)?.compose ?? []).map((ref, index) => ({ index, ref, id: idOf(ref) }));

// The schema has seen that it begins like one; its selector may still be none, which is no reason not to remove it.
const idOf = (ref: string): string => parseSpaceRef(ref.split('@', 1).join()).id;

const composePointer = (target: TargetName): string => `/targets/${target}/compose`;
