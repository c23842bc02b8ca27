import { GitError } from '@agent-spaces/core';
import { withoutCredentials } from './without-credentials';

type Hint = (directory: string, matched: RegExpExecArray) => string;

const HINTS: readonly (readonly [RegExp, Hint])[] = [
  [
    /dubious ownership|unsafe repository/,
    (directory) =>
      `Another user owns this repository. If you trust it, run: git config --global --add safe.directory ${directory}`,
  ],
  [/bad config/, () => "git's own settings cannot be read: correct the file that is named."],
  [
    /cannot use bare repository/,
    () =>
      'Your git configuration (safe.bareRepository) forbids bare repositories; use a clone with a work tree.',
  ],
  [
    /would clobber existing tag/,
    (directory) =>
      `A tag that exists here was moved or made anew on the remote. Look at both, then accept theirs with: git -C ${directory} fetch --tags --force`,
  ],
  [
    /'git remote prune (.+)'/,
    (directory, [, remote]) =>
      `A branch that is gone on the remote is in the way of a new one. Forget such branches with: git -C ${directory} remote prune ${remote}`,
  ],
  [
    /'(refs\/[^']+)' exists; cannot create '(refs\/[^']+)'/,
    (directory, [, standing, wanted]) =>
      `Of ${standing} and ${wanted} only one can be, because one lies below the other. Where nobody needs the one there is: git -C ${directory} update-ref -d ${standing}`,
  ],
  [
    /from promisor remote/,
    () =>
      'This is a partial clone: what it lacks is on its remote. Run again without --no-fetch, where the remote can be reached.',
  ],
  [
    /missing object|bad object|corrupt|unable to read tree/,
    (directory) => `The repository is damaged or incomplete. Check it with: git -C ${directory} fsck`,
  ],
  [
    /\.lock': File exists|cannot lock ref '[^']+': is at/,
    () => 'Another git process works in this repository. Wait for it, or remove its stale lock file.',
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
export function gitFailure(directory: string, what: string, stderr: string, fallbackHint?: string): GitError {
  const said = gitMessage(stderr);
  const hint = knownHint(directory, stderr) ?? fallbackHint;
  return new GitError(said === '' ? what : `${what}: ${said}`, hint === undefined ? {} : { hint });
}

/** What to do about a message of git that is a known one. */
export function knownHint(directory: string, stderr: string): string | undefined {
  for (const [pattern, hint] of HINTS) {
    const matched = pattern.exec(stderr);
    if (matched) return hint(directory, matched);
  }
  return undefined;
}

/** Something names this object, so it should be there. */
export function missingObject(oid: string): GitError {
  return new GitError(`The git object ${oid} is missing`, {
    hint: 'The registry may be a shallow or damaged clone: fetch it again, or check it with git fsck.',
  });
}

/** git could not be started at all. */
export function gitNotStarted(cause: unknown): GitError {
  const missing = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
  return new GitError(missing ? 'git is not installed, or not on the PATH' : 'git could not be started', {
    hint: 'Install git 2.20 or newer and make sure that `git --version` works in this terminal.',
    cause,
  });
}
