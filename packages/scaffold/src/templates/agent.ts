import { titleOf, wordsOf } from '../component-name';
import { frontmatter } from './frontmatter';

export const defaultAgentDescription = (name: string): string =>
  `${titleOf(name)} for one self-contained part of a task, with fresh eyes. Use when that part can be handed over whole.`;

export const agentText = ({
  name,
  description,
  tools,
  model,
  commands,
}: {
  readonly name: string;
  readonly description: string;
  readonly tools: string;
  readonly model?: string;
  /** By their full names: an agent may not find a command by any other. */
  readonly commands: readonly string[];
}): string =>
  `${frontmatter({ name, description, tools, model })}
You are the ${wordsOf(name)}. You get one part of a task. You have not seen the discussion that led to it: what you were given and what
you can read is all there is.

1. Read what the task names, and whatever that leans on.
2. Do that part, and no other. Note what you see beside it instead of following it.
3. Try to refute each claim once before you make it.

Return the answer in one line; then what it rests on, each with file and line; then what you did not look at. Ask nothing back: where
something was open, say how you took it and why.
${
  commands.length === 0
    ? ''
    : `
Where a command is the next step, name it in full: ${commands.map((command) => `\`${command}\``).join(', ')}.
`
}`;
