const FIRST_MS = 20;
const LONGEST_MS = 500;

/**
 * How long to wait before attempt `attempt` + 1, in milliseconds: doubling from 20 to 500, and somewhere in the upper half of that,
 * so that processes that met once do not meet again and again.
 *
 * @param random in [0, 1)
 */
export const backoffDelay = (attempt: number, random: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (0.5 + random / 2);
