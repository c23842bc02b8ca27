import { isRecord, type UnknownRecord } from '@agent-spaces/core';

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
