import { setTimeout as wait } from 'node:timers/promises';
import { LockError, LockTimeoutError } from '../errors';
import { errnoOf } from '../files/errno';
import { printable } from '../printable';
import { backoffDelay } from './backoff';
import { lockDirectory } from './lock-directory';

export interface FileLockOptions {
  /** How long to try, in milliseconds; 60,000 by default. */
  readonly timeoutMs?: number;
  /** A lock not renewed for this long belongs to a dead process and is taken over; 5,000 by default, at least 2,000. */
  readonly staleMs?: number;
  /** Called once when the lock has not been had within `noticeAfterMs`, so that the user can be told what is waited for. */
  readonly onWait?: (path: string) => void;
  /** 1,000 by default. */
  readonly noticeAfterMs?: number;
  /** Ends the waiting; work already begun has to watch the signal itself. */
  readonly signal?: AbortSignal;
}

export interface HeldLock {
  /**
   * To be called before a step that must not happen twice, such as a decisive rename.
   *
   * @throws LockError where another process has taken the lock over, because this one was stopped for too long
   */
  assertHeld(): void;
}

const RENEW_MS = 1_000;

/**
 * Runs `work` while no other process runs its own under the same path (seed 003, appendix C). The lock is a directory at exactly
 * `path`, renewed every second; its parent must exist. It is released however `work` ends, and by the next comer if the process dies.
 *
 * @throws LockTimeoutError after `timeoutMs`; LockError where the lock cannot be made or was lost; the reason of `signal`
 */
export async function withFileLock<Result>(
  path: string,
  options: FileLockOptions,
  work: (lock: HeldLock) => Promise<Result>,
): Promise<Result> {
  const { held, release } = await acquire(path, options);
  let result: Result;
  try {
    result = await work(held);
    held.assertHeld();
  } catch (error) {
    // What broke the work matters more than a lock that cannot be removed: the next comer finds that one stale.
    await release().catch(() => undefined);
    throw error;
  }
  await release();
  return result;
}

interface Acquired {
  readonly held: HeldLock;
  readonly release: () => Promise<void>;
}

async function acquire(path: string, options: FileLockOptions): Promise<Acquired> {
  const { timeoutMs = 60_000, noticeAfterMs = 1_000, onWait, signal } = options;
  const start = performance.now();
  let noticed = false;
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const acquired = await tryAcquire(path, options);
    if (acquired) return acquired;
    const elapsed = performance.now() - start;
    if (!noticed && elapsed >= noticeAfterMs) {
      noticed = true;
      onWait?.(path);
    }
    if (elapsed >= timeoutMs) throw timedOut(path, timeoutMs);
    const delay = Math.min(backoffDelay(attempt, Math.random()), timeoutMs - elapsed);
    await wait(delay, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error;
    });
  }
}

/** `undefined` while another holds it. */
async function tryAcquire(path: string, { staleMs = 5_000 }: FileLockOptions): Promise<Acquired | undefined> {
  const { default: lockfile } = await import('proper-lockfile');
  const directory = lockDirectory(path, staleMs);
  let lost: Error | undefined;
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(path, {
      lockfilePath: path,
      realpath: false,
      stale: staleMs,
      update: RENEW_MS,
      fs: directory.fileSystem,
      onCompromised: (error) => {
        lost = error;
      },
    });
  } catch (cause) {
    if (errnoOf(cause) === 'ELOCKED') return undefined;
    throw cannotLock(path, cause);
  }
  const assertHeld = () => {
    if (lost || !directory.isOurs()) throw lostLock(path, lost);
  };
  return {
    held: { assertHeld },
    release: async () => {
      if (lost) return;
      await release().catch((cause: unknown) => {
        throw cannotLock(path, cause);
      });
    },
  };
}

function timedOut(path: string, timeoutMs: number): LockTimeoutError {
  return new LockTimeoutError(`Another process has held ${printable(path, 400)} for ${timeoutMs / 1000} s`, {
    location: { file: path },
    hint: 'Wait for the other asp to end. If none is running, remove that directory and try again.',
  });
}

function lostLock(path: string, cause: Error | undefined): LockError {
  return new LockError(`The lock ${printable(path, 400)} was taken over by another process`, {
    location: { file: path },
    hint: 'This process was stopped for too long, or the lock was removed by hand. Run the command again.',
    cause,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'Create the directory it lies in first.',
  ENOTDIR: 'A file stands in the way; move it, or remove it if nothing needs it.',
  ENOTEMPTY: 'The lock directory has files in it; remove it if no asp is running.',
};

function cannotLock(path: string, cause: unknown): LockError {
  const code = errnoOf(cause);
  return new LockError(`Cannot lock ${printable(path, 400)}: ${code ?? String(cause)}`, {
    location: { file: path },
    hint: HINTS[code ?? ''] ?? 'Make sure the directory it lies in can be written.',
    cause,
  });
}
