import { parse, TomlError } from 'smol-toml';
import { ConfigParseError, type SourceLocation } from '../errors';
import { printable } from '../printable';
import { DEEPEST_NESTING } from './scan-json';
import { withoutBom } from './source';

/**
 * TOML, with objects that have no prototype, so that a key such as `__proto__` or `constructor` is only a key. Dates come out as
 * `Date`. A byte order mark and CRLF are accepted; nesting beyond 200 levels and integers beyond 2^53 are not.
 *
 * @throws ConfigParseError with the first syntax fault of the text
 */
export function parseToml(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = parse(withoutBom(text));
  } catch (error) {
    throw syntaxError(error, file);
  }
  if (isDeeperThan(value, DEEPEST_NESTING)) {
    throw failure(
      `Nested deeper than ${DEEPEST_NESTING} levels`,
      { file },
      'No file of asp is nested like this; check what wrote it.',
    );
  }
  return value;
}

function syntaxError(error: unknown, file: string): ConfigParseError {
  if (!(error instanceof TomlError)) {
    return failure('The file cannot be read as TOML', { file }, 'Check what wrote it.', error);
  }
  // The parser's message goes on with an excerpt of the file; the place says the same and carries no hostile bytes.
  const [reason = ''] = error.message.split('\n');
  return failure(
    `Not valid TOML: ${printable(reason.replace('Invalid TOML document: ', ''), 200)}`,
    { file, line: error.line, column: error.column },
    'Correct the text there; only the first fault of a TOML file is found.',
    error,
  );
}

const failure = (
  message: string,
  location: SourceLocation,
  hint: string,
  cause?: unknown,
): ConfigParseError => new ConfigParseError(message, [{ message, location, hint }], cause);

/** Level by level, not by recursion: dotted keys can nest deeper than any stack. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
