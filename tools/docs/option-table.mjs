// @ts-check
import { code, table } from './markdown.mjs';

/**
 * A JSON schema as Nx takes it for the options of an executor or a generator.
 *
 * @typedef {Record<string, any>} OptionSchema
 */

/** Descriptions may end with their place in the specification, which is for who works on the code. @param {string} text */
export const withoutSource = (text) => text.replaceAll(/ \(seed [^)]*\)/g, '');

/** Whether an option is for people: some are only there for Nx, which finds out where a command was given. @param {OptionSchema} option */
const isShown = ({ visible }) => visible !== false;

/**
 * The options of a schema: how each is written, what it takes and what happens without it.
 *
 * @param {OptionSchema} schema
 * @param {{ write: (name: string) => string, asks: boolean }} style
 *   `write`: the option as it is written where it is used. `asks`: whether there is a column for what is asked where it is left out.
 */
export function optionTable({ properties, required = [] }, { write, asks }) {
  /** @type {[string, OptionSchema][]} */
  const shown = Object.entries(properties).filter(([, option]) => isShown(option));
  if (shown.length === 0) return 'It has no options.\n';
  const hasPrompts = asks && shown.some(([, option]) => promptOf(option) !== '');
  return table(
    ['option', 'type', 'default', 'meaning', ...(hasPrompts ? ['asked'] : [])],
    shown.map(([name, option]) => [
      code(write(name)),
      typeOf(option),
      required.includes(name)
        ? 'required'
        : 'default' in option
          ? code(JSON.stringify(option['default']))
          : '',
      option['description'],
      ...(hasPrompts ? [promptOf(option)] : []),
    ]),
  );
}

/** @param {OptionSchema} option @returns {string} */
function typeOf({ type, enum: values, items, oneOf, anyOf }) {
  const others = oneOf ?? anyOf;
  if (others) return [...new Set(others.map(typeOf))].join(', or ');
  if (values) return values.map((/** @type {unknown} */ value) => code(String(value))).join(', ');
  return type === 'array' ? `list of ${typeOf(items)}s` : type;
}

/** @param {OptionSchema} option */
function promptOf({ 'x-prompt': prompt }) {
  if (prompt === undefined) return '';
  return typeof prompt === 'string' ? prompt : prompt.message;
}
