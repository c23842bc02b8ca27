/**
 * A command line that does the same when pasted into sh, bash or zsh, and nothing to the terminal that shows it. Words of plain
 * characters stay bare; all others are single-quoted, where no shell reads anything but the quote itself.
 *
 * @param env variables to set for this command; text without NUL, as for `argv`
 */
export function shellCommand(env: Readonly<Record<string, string>>, argv: readonly string[]): string {
  const assignments = Object.entries(env).map(([name, value]) => ({ name, word: `${name}=${quote(value)}` }));
  // A shell can assign only to identifiers; env(1) takes any name.
  const assignable = assignments.every(({ name }) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  return assignable
    ? [...assignments.map(({ word }) => word), ...argv.map(quote)].join(' ')
    : [
        'env',
        ...Object.entries(env).map(([name, value]) => quote(`${name}=${value}`)),
        ...argv.map(quote),
      ].join(' ');
}

/** `=`, `~` and `#` are left out: they mean something at the start of a word. */
const quote = (word: string): string =>
  /^[A-Za-z0-9_/.:@%+,-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`).replace(UNPRINTABLE, (text) => `'"$(printf '${octal(text)}')"'`)}'`;

/** All but newlines, which a prompt may have and which the shell would drop at the end of what printf says. */
const UNPRINTABLE = /(?:(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu;

const octal = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
