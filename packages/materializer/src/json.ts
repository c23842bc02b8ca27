/** A JSON or TOML table as a parser returns it: own keys only matter, values are still to be judged. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is UnknownRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

export const isStringArray = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The same value with every string replaced. Keys are defined, not assigned, so that a `__proto__` key stays a plain key. */
export function mapStrings(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, replace));
  return isRecord(value) ? mapRecord(value, replace) : value;
}

export const mapRecord = (record: UnknownRecord, replace: (text: string) => string): UnknownRecord =>
  Object.fromEntries(Object.entries(record).map(([key, item]) => [key, mapStrings(item, replace)]));
