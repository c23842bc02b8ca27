import { ConfigError } from '../errors';
import { printable } from '../printable';
import { errnoOf } from './errno';

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ['there is no such file or directory', 'Check the path.'],
  ENOTDIR: ['a part of the path is not a directory', 'Check the path.'],
  EISDIR: ['it is a directory', 'Name a file.'],
  EACCES: ['permission is denied', 'Check who owns it and its permissions.'],
  EPERM: ['the operation is not permitted', 'Check who owns it and its permissions.'],
  EROFS: ['the file system is read-only', 'Use a place that can be written.'],
  ENOSPC: ['the disk is full', 'Free some space.'],
  ELOOP: ['its symbolic links lead in a circle', 'Remove the circle.'],
  ENAMETOOLONG: ['the path is too long', 'Use a shorter path.'],
  ERR_INVALID_ARG_VALUE: ['the path contains a NUL character', 'Check the path.'],
};

/** A failure of the file system as a typed error; `cause` keeps what the system said. */
export function fileError(
  action: 'read' | 'write',
  path: string,
  cause: unknown,
  hint?: string,
): ConfigError {
  const code = errnoOf(cause);
  const [reason, usualHint] = REASONS[code ?? ''] ?? [
    code ?? 'of an unknown failure',
    'Check the file and the disk.',
  ];
  return new ConfigError(`Cannot ${action} ${printable(path, 400)}: ${reason}`, {
    location: { file: path },
    hint: hint ?? usualHint,
    cause,
  });
}
