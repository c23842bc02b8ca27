import { locatedIssues } from './config/located-issues';
import type { AspError } from './errors';
import { place } from './place';

/** What is to be said below the message of an error. */
export interface ErrorPoint {
  /** `file:line:column (pointer)` */
  readonly place?: string;
  /** What is wrong there, where the error has several places. */
  readonly message?: string;
  readonly hint?: string;
}

/**
 * The places that an error names and what to do next: of several places each with what is wrong there, else the one there is.
 *
 * @param directory what relative paths start from; where the process stands unless given
 */
export async function errorPoints(error: AspError, directory?: string): Promise<readonly ErrorPoint[]> {
  const issues = await locatedIssues(error, directory);
  if (issues.length > 1) {
    return issues.map(({ location, message, hint }) => ({
      place: place(location),
      message,
      ...(hint ? { hint } : {}),
    }));
  }
  const [issue] = issues;
  const hint = error.hint ?? issue?.hint;
  return [{ ...(issue ? { place: place(issue.location) } : {}), ...(hint ? { hint } : {}) }];
}
