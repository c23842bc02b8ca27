/** The YAML block at the head of a component's Markdown. Fields that are `undefined` are left out. */
export function frontmatter(fields: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${yamlText(value)}\n`],
  );
  return `---\n${lines.join('')}---\n`;
}

// A text with a letter and nothing in it that could mean anything in YAML: no colon, no sign in front, not one word such as `true`.
const PLAIN = /^\p{L}[\p{L}\p{N}'’()/.;-]*(?:,? [\p{L}\p{N}'’()/.;-]+)+$/u;
const NAME = /^[a-z][a-z0-9-]*$/;
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'null', 'y', 'n']);

/** A one-line text as a YAML scalar, quoted where it might be read as anything else. */
function yamlText(text: string): string {
  if (PLAIN.test(text) || (NAME.test(text) && !WORDS.has(text))) return text;
  // A JSON text is YAML, but for the line separators and invisible characters that a reader of YAML may take for something.
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escape);
}

function escape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}
