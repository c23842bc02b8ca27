import type { ErrorPoint } from '@agent-spaces/core';

/** What stands below the message of an error, wherever Nx shows it. */
export const pointLines = (points: readonly ErrorPoint[]): readonly string[] =>
  points.flatMap(({ place, message, hint }) => [
    ...(place === undefined ? [] : [`  ${place}`]),
    ...(message === undefined ? [] : [`    ${message}`]),
    ...(hint === undefined ? [] : [`${message === undefined ? '' : '  '}  → ${hint}`]),
  ]);
