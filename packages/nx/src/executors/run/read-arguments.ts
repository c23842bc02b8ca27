import { parseArgsStringToArgv } from 'string-argv';

/** One text is read as a shell reads words, quotes included; a list is taken as it is. */
export const readArguments = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? parseArgsStringToArgv(given) : given;
