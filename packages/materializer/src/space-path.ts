import { posix } from 'node:path';

/** `relative` as seen from the directory `base` of a space, or undefined if that is not below the space's root. */
export function pathWithin(base: string, relative: string): string | undefined {
  const path = posix.join(base, relative).replace(/\/+$/, '');
  return path === '.' || path === '' || path === '..' || path.startsWith('../') || path.startsWith('/')
    ? undefined
    : path;
}

export const hasParentSegment = (path: string): boolean => path.split(/[/\\]/).includes('..');

/** Byte order of UTF-8, which is not the order of JavaScript's UTF-16 strings. */
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Where a space's file lies in its registry, as errors and warnings name it. */
export const registryPath = (spaceId: string, path: string): string => `spaces/${spaceId}/${path}`;
