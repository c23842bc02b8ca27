import { titleOf, wordsOf } from '../component-name';
import { frontmatter } from './frontmatter';

export const defaultSkillDescription = (name: string): string =>
  `Guides work on ${wordsOf(name)}. Use when a task is about ${wordsOf(name)}.`;

/** `SKILL.md`: short, because a session that uses the skill reads all of it. */
export const skillText = ({
  name,
  description,
  hasReference,
}: {
  readonly name: string;
  readonly description: string;
  readonly hasReference: boolean;
}): string =>
  `${frontmatter({ name, description })}
# ${titleOf(name)}

In two or three sentences: what is better when this was followed, and when it does not apply.

## Steps

1. **Look.** Read what is there before anything is changed: the files concerned, their tests, what the project does elsewhere in the
   same case.
2. **Do.** One thing at a time, each of them left in a state that works.
3. **Check.** Run what shows that it works, and read what it printed.

## What a good result has

- One line for each property that can be looked for, with an example where words are not enough.
${
  hasReference
    ? `
Tables, formats and long examples are in [reference.md](reference.md). Read it only when a step needs them.
`
    : ''
}`;

/** What `SKILL.md` points to, so that it costs a session nothing until it is needed. */
export const skillReferenceText = (name: string): string =>
  `# ${titleOf(name)}: reference

What only some tasks need, under headings that can be searched for. Link every file of this kind from SKILL.md with a word on when to
read it, and link none of them from each other.
`;
