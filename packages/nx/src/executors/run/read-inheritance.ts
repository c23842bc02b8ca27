import { ConfigError } from '@agent-spaces/core';
import type { RunOptions } from '@agent-spaces/engine';

const SOURCES = ['project', 'user', 'local'] as const;
type Source = (typeof SOURCES)[number];

/**
 * `--inherit=all`, or any of project, user and local: a list, or a text with commas (seed 003 §8.2).
 * @throws ConfigError for any other word.
 */
export function readInheritance(given: string | readonly string[] | undefined): RunOptions['inherit'] {
  const words = (typeof given === 'string' ? given.split(',') : (given ?? [])).map((word) => word.trim());
  if (words.includes('all')) return 'all';
  const unknown = words.find((word) => !isSource(word));
  if (unknown !== undefined) {
    throw new ConfigError(`--inherit=${JSON.stringify(unknown)} names no settings of Claude Code.`, {
      hint: `Write all, or any of ${SOURCES.join(', ')}, as in --inherit=project,user.`,
    });
  }
  return new Set(words.filter(isSource));
}

const isSource = (word: string): word is Source => SOURCES.some((source) => source === word);
