import fc from 'fast-check';
import { backoffDelay } from './backoff';

describe('backoffDelay', () => {
  it('doubles, with jitter, up to half a second', () => {
    expect([0, 1, 2, 3, 4, 5, 50, 5000].map((attempt) => backoffDelay(attempt, 0))).toEqual([
      10, 20, 40, 80, 160, 250, 250, 250,
    ]);
    const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(), fraction, (attempt, random) => {
        const delay = backoffDelay(attempt, random);
        return delay >= 10 && delay <= 500;
      }),
    );
  });
});
