// @ts-check
import { block, code, pageHead, prose, table } from './markdown.mjs';

/** @type {Readonly<Record<string, string>>} */
const EXIT_MEANINGS = {
  done: 'The command did what it was asked, or found it done.',
  failed: 'It failed. The error has a [code](error-codes.md).',
  usage: 'The command line is wrong. Nothing was tried.',
  drift: '`asp install --frozen` found that the lock and `asp-targets.toml` disagree. Nothing was changed.',
  interrupted: 'Interrupted from the keyboard.',
};

/** @type {readonly (readonly [string, string, string])[]} */
const VARIABLES = [
  ['ASP_HOME', '`~/.asp`', 'Store and registry clone. Must be absolute.'],
  [
    'ASP_CLAUDE_PATH',
    'searched',
    'The Claude Code program. Else `claude` on PATH, else the nearest `node_modules` upwards from where it will start.',
  ],
  ['ASP_LOCK_TIMEOUT_MS', '`60000`', 'How long to wait for another asp, in milliseconds.'],
  ['NO_COLOR, FORCE_COLOR', 'by terminal', 'Colours off, or on.'],
];

/**
 * @param {{ program: import('commander').Command, exit: Readonly<Record<string, number>> }} product
 * @returns {string}
 */
export function commandsPage({ program, exit }) {
  const [first, ...others] = program.commands;
  const everywhere = first.options.filter((option) =>
    others.every((command) => command.options.some(({ flags }) => flags === option.flags)),
  );
  const names = new Set(everywhere.map(({ flags }) => flags));
  return [
    pageHead('Commands', 'the command line itself'),
    'Results go to stdout, everything else to stderr. `--json` prints one document, see [JSON output](json-output.md).\n',
    table(
      ['command', 'what it does'],
      program.commands.map((command) => [
        `[asp ${command.name()}](#asp-${command.name()})`,
        command.summary(),
      ]),
    ),
    ...program.commands.map((command) => commandSection(command, names)),
    '## Options of every command\n\n' + optionTable(everywhere),
    '## Exit status\n\n' + exitTable(exit),
    'With `asp run` the exit status of Claude Code passes through; 128 + n where signal n ended it.\n',
    '## Environment\n\n' +
      table(
        ['variable', 'default', 'meaning'],
        VARIABLES.map(([name, fallback, meaning]) => [code(name), fallback, meaning]),
      ),
  ].join('\n');
}

/** @param {import('commander').Command} command @param {ReadonlySet<string>} common */
function commandSection(command, common) {
  const own = command.options.filter(({ flags }) => !common.has(flags));
  return [
    `## asp ${command.name()}\n`,
    `${prose(command.description() || sentence(command.summary()))}\n`,
    block('sh', `asp ${command.name()} ${command.usage()}`),
    ...(own.length ? [optionTable(own)] : []),
  ].join('\n');
}

/** @param {readonly import('commander').Option[]} options */
const optionTable = (options) =>
  table(
    ['option', 'meaning'],
    options.map(({ flags, description, mandatory }) => [
      code(flags),
      `${description}${mandatory ? ' (required)' : ''}`,
    ]),
  );

/** @param {Readonly<Record<string, number>>} exit */
function exitTable(exit) {
  const unexplained = Object.keys(exit).find((name) => !(name in EXIT_MEANINGS));
  if (unexplained)
    throw new Error(`tools/docs/commands-page.mjs does not say what exit status "${unexplained}" means`);
  return table(
    ['status', 'meaning'],
    Object.entries(exit).map(([name, status]) => [String(status), EXIT_MEANINGS[name] ?? '']),
  );
}

/** @param {string} text */
const sentence = (text) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
