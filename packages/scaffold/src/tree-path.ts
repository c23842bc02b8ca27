import { ConfigError, printable } from '@agent-spaces/core';

/**
 * A directory that someone named, as a path from the root: without `.`, `..` and slashes at its ends; empty for the root itself.
 *
 * @param option what the caller's user calls it, for messages
 * @throws ConfigError for a path that leads out of the tree or is none
 */
export function treeDirectory(option: string, path: string): string {
  const refuse = (why: string): never => {
    throw new ConfigError(`${option} cannot be "${printable(path)}": ${why}.`, {
      hint: 'Give a directory below the root with slashes between its parts, for example apps/web.',
    });
  };
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(path)) refuse('it contains control characters');
  if (path.includes('\\')) refuse('it contains a backslash');
  if (/^(?:\/|[A-Za-z]:)/.test(path)) refuse('it is absolute');
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) refuse('it leads out of the workspace');
  if (segments.some((segment) => segment.toLowerCase() === '.git')) refuse('git keeps its own files there');
  return segments.join('/');
}

/** A path below a directory of the tree. */
export const treePath = (directory: string, path: string): string =>
  directory === '' ? path : `${directory}/${path}`;
