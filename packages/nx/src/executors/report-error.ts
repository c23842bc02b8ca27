import { errorPoints, isAspError, printable } from '@agent-spaces/core';
import { logger } from '@nx/devkit';
import { pointLines } from '../point-lines';

/** What, where, why and what next. The stack only of what we did not foresee. */
export async function reportError(error: unknown): Promise<void> {
  logger.error((await errorLines(error)).map((text) => printable(text, Infinity)).join('\n'));
}

/** @param directory what relative paths in the error start from; where the process stands unless given */
export async function errorLines(error: unknown, directory?: string): Promise<readonly string[]> {
  if (!isAspError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [...text.split('\n'), 'This is a fault of asp: please report it with the command you ran.'];
  }
  const [first = '', ...more] = error.message.split('\n');
  return [
    `${error.code} ${first}`,
    ...more.map((each) => `  | ${each}`),
    ...pointLines(await errorPoints(error, directory)),
  ];
}
