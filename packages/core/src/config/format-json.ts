/**
 * JSON text with two spaces and a final newline. A `Map` is written as an object in its own order, where a plain object would move
 * keys such as "10" to the front. Members whose value is `undefined` are left out.
 */
export const formatJson = (value: unknown): string => `${format(value, '')}\n`;

function format(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return block(
      '[',
      value.map((item) => inner + format(item, inner)),
      `${indent}]`,
    );
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = (value instanceof Map ? [...value] : Object.entries(value)).filter(
    ([, member]) => member !== undefined,
  );
  return block(
    '{',
    members.map(([key, member]) => `${inner}${JSON.stringify(key)}: ${format(member, inner)}`),
    `${indent}}`,
  );
}

const block = (open: string, lines: readonly string[], close: string): string =>
  lines.length === 0 ? open + close.trimStart() : `${open}\n${lines.join(',\n')}\n${close}`;
