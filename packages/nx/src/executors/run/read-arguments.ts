import { wordsOf } from '../../words';

/** One text is read as a shell reads words; a list is taken as it is. @throws ConfigError, see `wordsOf`. */
export const readArguments = async (
  given: string | number | readonly string[] | undefined,
): Promise<readonly string[]> => {
  if (given === undefined) return [];
  return typeof given === 'object' ? given : wordsOf(String(given), '--extraArgs');
};
