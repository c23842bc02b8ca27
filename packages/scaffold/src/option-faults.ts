import { ConfigError, ConfigValidationError } from '@agent-spaces/core';

/**
 * Checks a text that is about to be written. What is wrong with it is wrong with the options it was made from, so no line is named: the
 * file does not have it yet.
 *
 * @throws ConfigError with every fault
 */
export function asOptionFaults<Value>(file: string, check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ConfigValidationError)) throw error;
    const location = { file };
    const issues = error.issues.map(({ message, hint }) => ({
      message,
      location,
      ...(hint ? { hint } : {}),
    }));
    throw new ConfigError(issues.map(({ message }) => message).join('; '), {
      location,
      ...(error.issues.length === 1 && error.hint ? { hint: error.hint } : {}),
      cause: error,
      issues,
    });
  }
}
