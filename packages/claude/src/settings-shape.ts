import { isSettings } from './merge-settings';

/** A value that is not what it must be. */
export interface SettingsFault {
  readonly path: readonly string[];
  /** What it must be. */
  readonly expected: string;
}

/** What a value must be: finds its faults. `path` is where the value stands. */
export type Shape = (value: unknown, path: readonly string[]) => readonly SettingsFault[];

/** A value that is right or wrong as a whole. */
export const valueOf =
  (expected: string, isRight: (value: unknown) => boolean): Shape =>
  (value, path) =>
    isRight(value) ? [] : [{ path, expected }];

export const text = valueOf('a string', (value) => typeof value === 'string');
export const someText = valueOf('a string that is not empty', (value) => textLike(value, /./s));
export const flag = valueOf('true or false', (value) => typeof value === 'boolean');
export const numeric = valueOf('a number', (value) => typeof value === 'number');
export const count = valueOf('a whole number above 0', (value) => isWhole(value) && value > 0);
export const address = valueOf('a URL', (value) => typeof value === 'string' && URL.canParse(value));

export const oneOf = (...names: readonly string[]): Shape =>
  valueOf(
    names.length === 1 ? `"${names[0]}"` : `one of ${names.join(', ')}`,
    (value) => typeof value === 'string' && names.includes(value),
  );

export const like = (expected: string, pattern: RegExp): Shape =>
  valueOf(expected, (value) => textLike(value, pattern));

export const listOf =
  (item: Shape): Shape =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((element: unknown, index) => item(element, [...path, String(index)]))
      : [{ path, expected: 'a list' }];

/** An object with names of any kind. To the client one that has a "constructor" of its own is something else. */
export const tableOf =
  (member: Shape): Shape =>
  (value, path) => {
    if (!isSettings(value)) return [{ path, expected: 'an object' }];
    if (Object.hasOwn(value, 'constructor')) return [{ path, expected: 'an object without "constructor"' }];
    return Object.entries(value).flatMap(([name, inner]) => member(inner, [...path, name]));
  };

/** An object with these members. The client passes over the ones it does not know. */
export const object =
  (members: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape =>
  (value, path) => {
    if (!isSettings(value)) return [{ path, expected: 'an object' }];
    const missing = required.filter((name) => !Object.hasOwn(value, name));
    if (missing.length > 0) return [{ path, expected: `an object with "${missing.join('" and "')}"` }];
    return Object.entries(members).flatMap(([name, member]) =>
      Object.hasOwn(value, name) ? member(value[name], [...path, name]) : [],
    );
  };

/** An object whose `tag` says which of the forms it has. */
export const formOf =
  (tag: string, forms: Readonly<Record<string, Shape>>): Shape =>
  (value, path) => {
    const faults = object({ [tag]: oneOf(...Object.keys(forms)) }, [tag])(value, path);
    if (faults.length > 0 || !isSettings(value)) return faults;
    return forms[String(value[tag])]?.(value, path) ?? [];
  };

/** The first shape that fits will do. */
export const either = (expected: string, ...shapes: readonly Shape[]): Shape =>
  valueOf(expected, (value) => shapes.some((shape) => shape(value, []).length === 0));

export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

const textLike = (value: unknown, pattern: RegExp): boolean =>
  typeof value === 'string' && pattern.test(value);
