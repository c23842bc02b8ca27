/** A JSON object or a TOML table as a parser returns it: own keys only matter, values are still to be judged. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is UnknownRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
