import { ConfigError, printable } from '@agent-spaces/core';
import type { AddedComponent } from './add-skill';
import { componentName } from './component-name';
import { oneLine } from './one-line';
import { newFile, writeFiles, type PlannedFile } from './planned-files';
import { openSpace, type SpaceAddress } from './spaces-in-tree';
import { commandText, defaultCommandDescription } from './templates/command';
import type { ScaffoldTree } from './tree';

export interface CommandOptions {
  /** Kebab-case; `db:migrate` for one in a directory: `commands/db/migrate.md`. */
  readonly name: string;
  readonly description?: string;
  /** What may follow the command, as the client shows it: `[path]`. */
  readonly argumentHint?: string;
  /** Tools it may use without asking: `Bash(npm test:*)`. */
  readonly allowedTools?: readonly string[];
}

/**
 * Adds `commands/<name>.md` to a space, called as `/plugin:name`.
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function addCommand(tree: ScaffoldTree, options: SpaceAddress & CommandOptions): AddedComponent {
  const { id, directory, pluginName } = openSpace(tree, options);
  const { name, files } = planCommand(tree, directory, options);
  return { space: id, name, qualifiedName: `/${pluginName}:${name}`, files: writeFiles(tree, files) };
}

export function planCommand(
  tree: ScaffoldTree,
  space: string,
  options: CommandOptions,
): { readonly name: string; readonly files: readonly PlannedFile[] } {
  const names = commandNames(options.name);
  const name = names.join(':');
  const text = commandText({
    description: oneLine(
      'The description',
      options.description ?? defaultCommandDescription(names.at(-1) ?? name),
      1024,
    ),
    argumentHint: oneLine('The argument hint', options.argumentHint ?? '[what to work on]', 200),
    ...(options.allowedTools?.length ? { allowedTools: toolList(options.allowedTools) } : {}),
  });
  return { name, files: [commandFile(tree, space, names, text)] };
}

export function commandFile(
  tree: ScaffoldTree,
  space: string,
  names: readonly string[],
  text: string,
): PlannedFile {
  refuseHidingSkill(tree, space, names);
  const path = `${space}/commands/${names.join('/')}.md`;
  return newFile(tree, { path, text }, 'Choose another name for the command.');
}

export const toolList = (tools: readonly string[]): string =>
  tools.map((tool) => oneLine('A tool', tool, 200)).join(', ');

function commandNames(text: string): readonly string[] {
  if (/[/\\]/.test(text)) {
    throw new ConfigError(`"${printable(text)}" cannot be the name of a command: it contains a slash.`, {
      hint: 'A command in a directory is named as it is called: db:migrate.',
    });
  }
  const names = text.split(':').map((part) => componentName('command', part));
  if (names.length <= DEEPEST && names.at(-1) !== 'skill') return names;
  throw new ConfigError(
    names.length > DEEPEST
      ? `"${printable(text)}" is nested deeper than ${DEEPEST} directories.`
      : 'A command cannot be called "skill": the client would take its whole directory for one command.',
    { hint: 'Choose another name for the command.' },
  );
}

const DEEPEST = 8;

/** A directory with a SKILL.md is one command to the client, and nothing else in it or below is seen. */
function refuseHidingSkill(tree: ScaffoldTree, space: string, names: readonly string[]): void {
  for (const [index] of names.entries()) {
    const directory = [space, 'commands', ...names.slice(0, index)].join('/');
    const skill = tree.children(directory).find((child) => child.toLowerCase() === 'skill.md');
    if (skill === undefined) continue;
    throw new ConfigError(`With ${directory}/${skill}, the client sees no other command in ${directory}.`, {
      location: { file: `${directory}/${skill}` },
      hint: 'Move it to a directory of its own, or choose another place for the command.',
    });
  }
}
