import { GitError } from '@agent-spaces/core';
import { withoutCredentials } from './without-credentials';

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /dubious ownership|unsafe repository/,
    'Another user owns this repository. If you trust it, run: git config --global --add safe.directory <directory>',
  ],
  [
    /cannot use bare repository/,
    'Your git configuration (safe.bareRepository) forbids bare repositories; use a clone with a work tree.',
  ],
  [
    /would clobber existing tag/,
    'A tag that exists here was moved or made anew on the remote. Look at both, then accept theirs with: git fetch --tags --force',
  ],
  [
    /missing object|bad object|corrupt|unable to read tree/,
    'The repository is damaged or incomplete. Check it with: git fsck',
  ],
  [
    /index\.lock|cannot lock ref|Unable to create .*\.lock/,
    'Another git process works in this repository. Wait for it, or remove its stale lock file.',
  ],
];

/** Advice, and the refs a fetch did update; the ones it refused (`! [rejected]`) are what a reader needs. */
const CHATTER = /^(?:hint:|warning:|From )|^[^!].* -> /;

/** git's own words, without the prefixes and hints it adds for people at a terminal, and without secrets. */
export function gitMessage(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^(?:fatal|error): /, '').trim());
  return withoutCredentials(lines.filter((line) => line !== '' && !CHATTER.test(line)).join('\n'));
}

/** A failed git command as a GitError: what was tried, what git said, and what to do where the message is a known one. */
export function gitFailure(what: string, stderr: string, fallbackHint?: string): GitError {
  const said = gitMessage(stderr);
  const hint = HINTS.find(([pattern]) => pattern.test(stderr))?.[1] ?? fallbackHint;
  return new GitError(said === '' ? what : `${what}: ${said}`, hint === undefined ? {} : { hint });
}

/** git could not be started at all. */
export function gitNotStarted(cause: unknown): GitError {
  const missing = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
  return new GitError(missing ? 'git is not installed, or not on the PATH' : 'git could not be started', {
    hint: 'Install git 2.20 or newer and make sure that `git --version` works in this terminal.',
    cause,
  });
}
