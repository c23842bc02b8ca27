import { ConfigError } from '@agent-spaces/core';

/**
 * A text that goes into one line of a file.
 *
 * @param option what it is, for messages: `The description`
 * @throws ConfigError for an empty text, a longer one, and one with line breaks or control characters
 */
export function oneLine(option: string, text: string, limit: number): string {
  const trimmed = text.trim();
  const refuse = (why: string, hint: string): never => {
    throw new ConfigError(`${option} ${why}.`, { hint });
  };
  if (trimmed === '') refuse('is empty', 'Write a sentence, or leave the option out.');
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(trimmed))
    refuse('contains a line break or a control character', 'Write it in one line of plain text.');
  if (trimmed.length > limit) refuse(`is longer than ${limit} characters`, 'Shorten it.');
  return trimmed;
}
