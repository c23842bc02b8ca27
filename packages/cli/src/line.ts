// Not from the whole of core: `asp --version` would load its schemas and parsers for this one function.
import { printable } from '@agent-spaces/core/printable';

const TEXT = Symbol('text');

/**
 * One line of what a person reads. Nothing but `line` and `painted` makes one, so that whatever a registry, a manifest, a lock or git
 * puts into it is shown and not obeyed, and starts no line of its own.
 */
export interface Line {
  readonly [TEXT]: string;
}

/** Part of a line: one that was made before, or text from anywhere. */
export type Part = Line | string | number;

/** A template whose own words are asp's; the parts that are not lines themselves are shown without what a terminal would obey. */
export const line = (template: TemplateStringsArray, ...parts: readonly Part[]): Line => ({
  [TEXT]: template.reduce((text, words, index) => `${text}${shown(parts[index - 1] ?? '')}${words}`),
});

/** A part between control sequences. */
export const painted = (part: Part, paint: (text: string) => string): Line => ({
  [TEXT]: paint(shown(part)),
});

/** What a terminal is given for a line. */
export const textOf = (one: Line): string => one[TEXT];

const shown = (part: Part): string =>
  typeof part === 'object' ? part[TEXT] : printable(`${part}`, Infinity);

/** Prose that its author may have broken into lines, as part of one. */
export const prose = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** Text of several lines. */
export const linesOf = (text: string): readonly Line[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((each) => line`${each}`);

/**
 * A message after what introduces it. Git speaks in several lines; those that follow the first are marked, so that a newline in a
 * name cannot pass for anything else.
 */
export function messageLines(lead: Line, message: string): readonly Line[] {
  const [first = '', ...more] = message.split('\n');
  return [line`${lead} ${first}`, ...more.map((each) => line`  | ${each}`)];
}
