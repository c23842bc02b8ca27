import { titleOf } from '../component-name';
import { frontmatter } from './frontmatter';

export const defaultCommandDescription = (name: string): string => titleOf(name);

export const commandText = ({
  description,
  argumentHint,
  allowedTools,
}: {
  readonly description: string;
  readonly argumentHint: string;
  readonly allowedTools?: string;
}): string =>
  `${frontmatter({ description, 'argument-hint': argumentHint, 'allowed-tools': allowedTools })}
What it is about: $ARGUMENTS

1. Settle what is meant. If nothing is given above, take the uncommitted work and say so.
2. Read before you act: the files concerned, and how this project does such things elsewhere.
3. Do what this command is for, in steps that can each be checked, and check each.
4. Report in a few lines what was done and what is left, with file and line.
`;

/** The command of a new space that has no other: it shows what is there, and works as it is. */
export const aboutCommandText = (plugin: string): string =>
  `${frontmatter({
    description: `Say what ${plugin} offers and what of it fits the task at hand`,
    'argument-hint': '[task]',
  })}
The task, if one is given: $ARGUMENTS

1. List what the plugin \`${plugin}\` gives to this session: its commands by their full names (\`/${plugin}:…\`), its agents and its
   skills (\`${plugin}:…\`), one line each with what it is for.
2. If there is a task, say which of them fits it, in which order, and why. If none does, say so.
3. Change no file and start nothing.
`;
