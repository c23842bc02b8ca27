// @ts-check
import { code, pageHead, table } from './markdown.mjs';

/**
 * @param {{ core: Record<string, any>, exit: Readonly<Record<string, number>> }} product
 * @returns {string}
 */
export function errorCodesPage({ core, exit }) {
  const classes = Object.values(core).filter(
    (value) => typeof value === 'function' && value.prototype instanceof core.AspError,
  );
  const nameOf = new Map(classes.map((type) => [codeOf(type.name), type.name]));
  /** The nearest class above that has a code of its own. @param {any} type */
  const parentOf = (type) => {
    const parent = Object.getPrototypeOf(type);
    return parent === core.AspError || classes.includes(parent) ? parent : parentOf(parent);
  };
  const kinds = new Map(classes.map((type) => [type.name, parentOf(type).name]));
  /** The classes that catching this one catches too. @param {string} name */
  const kindsOf = (name) =>
    classes.filter((type) => kinds.get(type.name) === name).map((type) => code(type.name));
  /** @param {string} name */
  const shown = (name) => [
    code(name),
    ...(kindsOf(name).length ? [`base of ${kindsOf(name).join(', ')}`] : []),
  ];

  return [
    pageHead('Error codes', 'packages/core/src/errors.ts and error-codes.ts'),
    'An error says what is wrong and why, where (`file:line:column`, where a file is at fault), and after `→` what to do next.',
    `Every one of these ends the command with status ${exit['failed']}. The code is stable; the wording is not. In \`--json\` it is \`error.code\`.\n`,
    table(
      ['code', 'meaning', 'what to do', 'class', 'is a'],
      Object.entries(core['ERROR_CODES']).map(([name, { meaning, remedy }]) => {
        const type = nameOf.get(name);
        if (!type) throw new Error(`No error class has the code ${name}`);
        return [code(name), meaning, remedy, shown(type).join(', '), code(kinds.get(type) ?? '')];
      }),
    ),
    'Two more codes appear in `--json` only and belong to no class:\n',
    table(
      ['code', 'meaning'],
      [
        [code('USAGE_ERROR'), `The command line is wrong; status ${exit['usage']}.`],
        [
          code('INTERNAL_ERROR'),
          `A fault of asp; status ${exit['failed']}. Please report it with the command.`,
        ],
      ],
    ),
  ].join('\n');
}

/** @param {string} className */
const codeOf = (className) => className.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
