import type { Violation } from '../../generated/validators';
import { closest } from '../closest';
import { printable } from '../printable';
import { type Fault, showPath } from './fault';
import type { Source } from './source';

/** A broken schema rule in words; `undefined` where another violation already tells the same. */
export function describeViolation(
  violation: Violation,
  document: unknown,
  language: Source['language'],
): Fault | undefined {
  const { keyword, params, parentSchema, data, propertyName } = violation;
  const parent = fromPointer(violation.instancePath);
  const path = propertyName === undefined ? parent : [...parent, propertyName];
  const at = propertyName === undefined ? 'value' : 'key';
  const name = path.length > 0 ? `\`${showPath(path, document)}\`` : 'The document';
  const fault = (message: string, hint: string): Fault => ({ path, at, message: `${name} ${message}`, hint });
  const example = exampleOf(parentSchema);

  switch (keyword) {
    case 'type': {
      const wanted = TYPE_NAMES[language][String(params['type'])] ?? String(params['type']);
      return fault(`must be ${wanted}, not ${kindOf(data, language)}`, example ?? `Write ${wanted} here.`);
    }
    case 'required': {
      const missing = String(params['missingProperty']);
      const full = showPath([...path, missing], document);
      return {
        path,
        at,
        message: `\`${full}\` is missing`,
        hint: `Add \`${missing}\`${within(name, path)}.`,
      };
    }
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys(parentSchema['properties'] ?? {});
      const near = closest(known, key);
      return {
        path: [...path, key],
        at: 'key',
        message: `\`${showPath([...path, key], document)}\` is not a key of this format`,
        hint: near
          ? `Did you mean \`${near}\`?`
          : `Remove it. Known keys${within(name, path)}: ${known.join(', ')}.`,
      };
    }
    case 'const':
      return fault(
        `must be ${JSON.stringify(params['allowedValue'])}`,
        `Write ${JSON.stringify(params['allowedValue'])} here.`,
      );
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
      const near = typeof data === 'string' ? closest(allowed, data) : undefined;
      return fault(
        `must be one of ${allowed.join(', ')}, not ${shown(data, language)}`,
        near ? `Did you mean "${near}"?` : `Write one of ${allowed.join(', ')}.`,
      );
    }
    case 'pattern':
      return fault(
        `${String(parentSchema['patternErrorMessage'])}, not ${shown(data, language)}`,
        example ?? 'Correct it.',
      );
    case 'format': {
      const [wanted, sample] = FORMATS[String(params['format'])] ?? [String(params['format']), ''];
      return fault(`must be ${wanted}, not ${shown(data, language)}`, `For example: ${sample}`);
    }
    case 'minLength':
      return fault('must not be empty', example ?? 'Write a text, or remove the key.');
    case 'maxLength':
      return fault(`must have at most ${params['limit']} characters`, 'Shorten it.');
    case 'minItems':
      return fault(
        `must have at least ${params['limit']} item`,
        'Add one, or remove what contains the list.',
      );
    case 'maxItems':
      return fault(`must have at most ${params['limit']} items`, 'Remove some.');
    case 'propertyNames':
      return undefined;
    default:
      return fault(`breaks the rule "${keyword}"`, 'Compare it with the schema of this file.');
  }
}

const within = (name: string, path: readonly string[]): string => (path.length > 0 ? ` in ${name}` : '');

const fromPointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

function exampleOf(schema: Violation['parentSchema']): string | undefined {
  const { examples } = schema;
  return Array.isArray(examples) ? `For example: \`${examples[0]}\`` : undefined;
}

const TYPE_NAMES: Readonly<Record<Source['language'], Readonly<Record<string, string>>>> = {
  toml: {
    object: 'a table',
    array: 'an array',
    string: 'a string',
    boolean: 'true or false',
    number: 'a number',
  },
  json: {
    object: 'an object',
    array: 'an array',
    string: 'a string',
    boolean: 'true or false',
    number: 'a number',
  },
};

function kindOf(value: unknown, language: Source['language']): string {
  if (value === null) return 'null';
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return 'an array';
  return TYPE_NAMES[language][typeof value] ?? typeof value;
}

/** What was written instead. A table has no text of its own, not even for `String`. */
const shown = (value: unknown, language: Source['language']): string =>
  typeof value === 'string' ? `"${printable(value)}"` : kindOf(value, language);

const FORMATS: Readonly<Record<string, readonly [wanted: string, sample: string]>> = {
  email: ['an e-mail address', '`author@example.com`'],
  uri: ['an absolute URI', '`https://example.com`'],
  'date-time': ['a date and time with zone', '`2026-01-09T00:00:00Z`'],
};
