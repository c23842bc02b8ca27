const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside, fit for a message: control, formatting and direction characters and lone surrogates become escapes, and what
 * is longer than `limit` characters is cut, so that no input can paint over or flood a terminal.
 */
export function printable(text: string, limit = 80): string {
  const characters = Array.from(text.slice(0, limit * 2 + 2));
  const cut = characters.length > limit;
  const shown = characters.slice(0, limit).join('').replace(UNPRINTABLE, escape);
  return cut ? `${shown}…` : shown;
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
