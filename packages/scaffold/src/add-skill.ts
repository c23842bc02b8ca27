import { ConfigError } from '@agent-spaces/core';
import { componentName } from './component-name';
import { oneLine } from './one-line';
import { newFile, writeFiles, type PlannedFile, type WrittenFile } from './planned-files';
import { openSpace, type SpaceAddress } from './spaces-in-tree';
import { defaultSkillDescription, skillReferenceText, skillText } from './templates/skill';
import type { ScaffoldTree } from './tree';

export interface SkillOptions {
  /** Kebab-case; what one does with it reads best: `reviewing-changes`. */
  readonly name: string;
  /** What it does and when to use it: all that a session knows of a skill before it loads it. */
  readonly description?: string;
  /** A `reference.md` beside it, for what only some tasks need; unless it is false. */
  readonly reference?: boolean;
}

export interface AddedComponent {
  readonly space: string;
  readonly name: string;
  /** How the client calls it: `/plugin:command`, `plugin:skill`, the name of a hook's event or of a server. */
  readonly qualifiedName: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Adds `skills/<name>/SKILL.md` to a space (seed 003 §4.3).
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function addSkill(tree: ScaffoldTree, options: SpaceAddress & SkillOptions): AddedComponent {
  const { id, directory, pluginName } = openSpace(tree, options);
  const { name, files } = planSkill(tree, directory, options);
  return { space: id, name, qualifiedName: `${pluginName}:${name}`, files: writeFiles(tree, files) };
}

export function planSkill(
  tree: ScaffoldTree,
  space: string,
  options: SkillOptions,
): { readonly name: string; readonly files: readonly PlannedFile[] } {
  const name = componentName('skill', options.name);
  const description = oneLine('The description', options.description ?? defaultSkillDescription(name), 1024);
  const hasReference = options.reference ?? true;
  refuseHidingSkill(tree, space);
  const file = (path: string, text: string): PlannedFile =>
    newFile(tree, { path: `${space}/skills/${name}/${path}`, text }, 'Choose another name for the skill.');
  return {
    name,
    files: [
      file('SKILL.md', skillText({ name, description, hasReference })),
      ...(hasReference ? [file('reference.md', skillReferenceText(name))] : []),
    ],
  };
}

/** The client loads a skill of the whole space only where there is no `skills/`, and none below `skills/SKILL.md`. */
function refuseHidingSkill(tree: ScaffoldTree, space: string): void {
  const hiding = [`${space}/skills/SKILL.md`, `${space}/SKILL.md`].find((path) => tree.isFile(path));
  if (hiding === undefined) return;
  throw new ConfigError(`With ${hiding}, the client would load that skill or a new one and not both.`, {
    location: { file: hiding },
    hint: `Move it to ${space}/skills/<its name>/SKILL.md first.`,
  });
}
