import { pointLines } from '../point-lines';

/**
 * An error as Nx is to show it. Nx prints the message of what a plugin reports, and its stack with `--verbose`: so both become what,
 * where and what next. What we did not foresee keeps its stack.
 */
export async function graphError(error: unknown): Promise<Error> {
  const { errorPoints, isAspError, printable } = await import('@agent-spaces/core');
  if (!isAspError(error)) return error instanceof Error ? error : new Error(String(error));
  const lines = [`${error.message} (${error.code})`, ...pointLines(await errorPoints(error))];
  error.message = lines.map((line) => printable(line, Infinity)).join('\n');
  error.stack = error.message;
  return error;
}
