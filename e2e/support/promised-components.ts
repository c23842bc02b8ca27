import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a directory in the client's layout promises, by the names the client gives; each list is sorted. */
export interface Promised {
  readonly commands: readonly string[];
  readonly agents: readonly string[];
  readonly skills: readonly string[];
}

/** Reads it from the files alone, so that no code under test decides what is expected. */
export function promisedBy(directory: string, plugin: string): Promised {
  const qualify = (names: readonly string[]): string[] => names.map((name) => `${plugin}:${name}`);
  return {
    commands: qualify(markdownIn(join(directory, 'commands')).map(nameOf)),
    agents: qualify(
      markdownIn(join(directory, 'agents')).map((path) => {
        const own = frontmatterName(readFileSync(join(directory, 'agents', path), 'utf8'));
        return own === undefined ? nameOf(path) : [...path.split('/').slice(0, -1), own].join(':');
      }),
    ),
    skills: qualify(
      entriesOf(join(directory, 'skills')).filter((name) =>
        existsSync(join(directory, 'skills', name, 'SKILL.md')),
      ),
    ),
  };
}

export function joinPromised(all: readonly Promised[]): Promised {
  const joined = (facet: keyof Promised): string[] => all.flatMap((each) => each[facet]).sort();
  return { commands: joined('commands'), agents: joined('agents'), skills: joined('skills') };
}

/** What follows the frontmatter: the text a command or a skill gives to the model. */
export const bodyOf = (markdown: string): string => markdown.replace(/^---\n.*?\n---\n/s, '');

const entriesOf = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory) : []);

const markdownIn = (directory: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
    : [];

const nameOf = (path: string): string => path.replace(/\.md$/, '').split('/').join(':');

const frontmatterName = (markdown: string): string | undefined =>
  /^---\n(?:.*\n)*?name: *["']?([^"'\n]+?)["']? *\n/.exec(markdown)?.[1];
