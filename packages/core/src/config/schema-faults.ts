import type { Validator } from '../../generated/validators';
import { describeViolation } from './describe-violation';
import { type Fault, showPath } from './fault';
import type { Path, Source } from './source';

/** Everything in which a document breaks its schema. */
export function schemaFaults(validator: Validator, document: unknown, source: Source): Fault[] {
  const faults: Fault[] = [];
  if (!validator(document)) {
    for (const violation of validator.errors ?? []) {
      const fault = describeViolation(violation, document, source.language);
      if (fault) faults.push(fault);
    }
  }
  if (source.language === 'toml') {
    for (const path of dates(document, [])) {
      // A date is an object to a JSON schema, so one in the place of a table breaks no rule of it.
      const message = `\`${showPath(path, document)}\` is a date, which no key of this format holds`;
      faults.push({ path, at: 'value', message, hint: 'Put it in quotes if it is meant as text.' });
    }
  }
  return faults;
}

function* dates(value: unknown, path: Path): Generator<Path> {
  if (value instanceof Date) yield path;
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* dates(inner, [...path, key]);
  }
}
