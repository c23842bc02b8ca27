import { AspError } from '../errors';

/** The problems a call finds, as `line:column pointer message | hint`. */
export function issuesOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    if (!(error instanceof AspError)) throw error;
    return error.issues.map(
      ({ location, message, hint }) =>
        `${location.line}:${location.column} ${location.pointer ?? '-'} ${message} | ${hint}`,
    );
  }
  return [];
}
