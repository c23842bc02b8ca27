import { GitError } from '@agent-spaces/core';

/** A path from the top of the registry, `/`-separated, checked so that git reads it as a path and as nothing else. */
export function registryPath(path: string): string {
  const segments = path.split('/');
  const unsafe = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (unsafe || /\p{Cc}/u.test(path)) {
    throw new GitError(`${JSON.stringify(path)} is not a path inside the registry`, {
      hint: 'Write it from the top of the registry with forward slashes, such as spaces/frontend.',
    });
  }
  return path;
}
