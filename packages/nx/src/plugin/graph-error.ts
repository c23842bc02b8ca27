import { pointLines } from '../point-lines';

/**
 * An error as Nx is to show it. Nx prints the message of what a plugin reports, and its stack with `--verbose`: so both become what,
 * where and what next. What we did not foresee keeps its stack.
 *
 * @param directory what relative paths in the error start from; where the process stands unless given
 */
export async function graphError(error: unknown, directory?: string): Promise<Error> {
  const { errorPoints, isAspError, printable } = await import('@agent-spaces/core');
  if (!isAspError(error)) return error instanceof Error ? error : new Error(String(error));
  const lines = [`${error.message} (${error.code})`, ...pointLines(await errorPoints(error, directory))];
  error.message = lines.map((line) => printable(line, Infinity)).join('\n');
  error.stack = error.message;
  return error;
}
