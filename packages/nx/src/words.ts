import { ConfigError, printable } from '@agent-spaces/core';

/**
 * The words of a text as a POSIX shell reads them: quotes, backslashes; nothing is expanded.
 * @param what the option that the text was given with, for the error
 * @throws ConfigError for a quote that is never closed
 */
export async function wordsOf(text: string, what: string): Promise<readonly string[]> {
  const { split } = await import('shlex');
  try {
    return split(text);
  } catch {
    throw new ConfigError(`${what} ends within quotes or after a backslash: ${printable(text, 200)}`, {
      hint: 'Close the quote, or put a backslash before one that is meant as it is.',
    });
  }
}
