import { UsageError } from '../registry/run-as-program.mjs';

/** The number that an option names. A UsageError that ends in the usage for what is no whole number from 1 on. */
export function wholeNumber(name, text, usage) {
  if (!/^[1-9][0-9]*$/.test(text))
    throw new UsageError(`${name}: ${text} is not a whole number from 1 on\n${usage}`);
  return Number(text);
}
