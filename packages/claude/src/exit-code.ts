import { constants } from 'node:os';

/** The exit code a shell would give: the program's own, or 128 and the number of the signal that ended it. */
export const exitCodeOf = (
  code: number | null | undefined,
  signal: NodeJS.Signals | null | undefined,
): number => code ?? 128 + (signal ? constants.signals[signal] : 0);
