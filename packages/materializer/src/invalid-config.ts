import { ConfigValidationError, locate } from '@agent-spaces/core';
import type { Source } from '@agent-spaces/core';

/** A fault of the value at `path`, with its place in the file. */
export function invalidConfig(
  source: Source,
  path: readonly string[],
  message: string,
  hint?: string,
): ConfigValidationError {
  return new ConfigValidationError(`${source.file} is not valid`, [
    { message, location: locate(source, path, 'value'), ...(hint === undefined ? {} : { hint }) },
  ]);
}
