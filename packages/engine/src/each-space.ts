import type { LocatedSpace } from './plugins';
import type { Phase, Session } from './session';

/** A few at a time: git delivers the next space while the last one is written; more would only hold more bytes in memory. */
const CONCURRENT_SPACES = 4;

/** Does work for every space and tells of its progress. The results are in the order of the spaces. */
export async function eachSpace<Result>(
  session: Session,
  spaces: readonly LocatedSpace[],
  work: (space: LocatedSpace) => Promise<Result>,
  phase: Phase = 'materialize',
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < spaces.length; index = next++) {
      const space = spaces[index];
      if (!space) return;
      try {
        results[index] = await work(space);
      } catch (error) {
        next = spaces.length;
        throw error;
      }
      session.progress(phase, ++done, spaces.length);
    }
  };
  // Every worker is at rest before the first failure is reported: nothing may be written after a command has failed.
  const outcomes = await Promise.allSettled(Array.from({ length: CONCURRENT_SPACES }, worker));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
