import { lstatSync, realpathSync } from 'node:fs';
import {
  ConfigError,
  GitError,
  NAME_REGISTRY,
  type FileLockOptions,
  type LockRegistry,
} from '@agent-spaces/core';
import { openRepository, type GitRepository } from '@agent-spaces/git';
import { openRegistry, type Registry, type RegistrySource, type SpaceSource } from '@agent-spaces/resolver';
import { openBlobStore, type AspHome, type BlobStore } from '@agent-spaces/store';
import { homeOf, locateRegistry } from './locate-registry';

/** What a workflow tells while it works. The caller decides whether and how to show it. */
export type EngineEvent =
  | { readonly kind: 'progress'; readonly phase: Phase; readonly done: number; readonly total: number }
  /** Something the user should know although the workflow goes on. */
  | { readonly kind: 'notice'; readonly message: string; readonly hint?: string };

export type Phase = 'fetch' | 'resolve' | 'materialize' | 'compose' | 'verify' | 'wait';

export interface SessionOptions {
  /** Absolute; where the command was started. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** `--registry`; relative to `cwd`. */
  readonly registry?: string;
  /** `--asp-home`; relative to `cwd`. */
  readonly aspHome?: string;
  /** Whether the registry's remote may be asked (`--no-fetch`). */
  readonly fetch: boolean;
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

/**
 * What the workflows of one command share: the store, and one registry that is opened, fetched and read at most once, however many
 * targets ask for it.
 */
export interface Session {
  readonly options: SessionOptions;
  readonly home: AspHome;
  readonly blobs: BlobStore;
  /** Manifests and file lists of the spaces this command has looked into, by integrity. */
  readonly sources: Map<string, Promise<SpaceSource>>;
  readonly registry: RegistrySource;
  /** Where the registry is looked for; it may not exist. */
  readonly registryDirectory: string;
  /** Asks the remote, unless that was done already or is forbidden. `true` when it was asked now. */
  refresh(): Promise<boolean>;
  /** What a lock says of the registry: its remote's URL, or its path where it has none (facts: "never a machine path"). */
  lockRegistry(): Promise<LockRegistry>;
  /** How file locks are waited for. */
  readonly locking: FileLockOptions;
  notice(message: string, hint?: string): void;
  progress(phase: Phase, done: number, total: number): void;
  now(): Date;
}

/** Opens a session for the time of `work`; the git process it may have started ends with it. */
export async function withSession<Result>(
  options: SessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const home = homeOf(options);
  const registryDirectory = locateRegistry(options);
  const notice: Session['notice'] = (message, hint) =>
    options.onEvent({ kind: 'notice', message, ...(hint ? { hint } : {}) });
  const progress: Session['progress'] = (phase, done, total) =>
    options.onEvent({ kind: 'progress', phase, done, total });

  let repository: Promise<GitRepository> | undefined;
  let registry: Promise<Registry> | undefined;
  let lockRegistry: Promise<LockRegistry> | undefined;
  let asked = false;

  const openGit = (): Promise<GitRepository> =>
    (repository ??= openRegistryRepository(registryDirectory, options));
  const refresh = async (): Promise<boolean> => {
    if (asked || !options.fetch) return false;
    asked = true;
    const opened = await openGit();
    const remote = await opened.remote();
    if (!remote?.fetchable) return false;
    progress('fetch', 0, 1);
    await advanceRegistry(opened, notice);
    progress('fetch', 1, 1);
    return true;
  };

  const session: Session = {
    options,
    home,
    blobs: openBlobStore(home),
    sources: new Map(),
    registryDirectory,
    locking: {
      ...lockTimeout(options.env),
      onWait: () => progress('wait', 0, 1),
      ...(options.signal ? { signal: options.signal } : {}),
    },
    refresh,
    notice,
    progress,
    now: options.now ?? (() => new Date()),
    registry: () =>
      (registry ??= openGit().then((opened) =>
        openRegistry(opened, {
          beforeRefs: async () => {
            await refresh();
          },
        }),
      )),
    lockRegistry: () => (lockRegistry ??= openGit().then(describeRegistry)),
  };
  try {
    return await work(session);
  } finally {
    // Why it could not be opened was said to whoever asked for it.
    const opened = await repository?.catch(() => undefined);
    await opened?.close();
  }
}

/**
 * `ASP_LOCK_TIMEOUT_MS`: how long to wait for another asp (seed 003, appendix C: "configurable timeout").
 * @throws ConfigError for what is no whole number of milliseconds.
 */
function lockTimeout(env: NodeJS.ProcessEnv): Pick<FileLockOptions, 'timeoutMs'> {
  const text = env['ASP_LOCK_TIMEOUT_MS'];
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { timeoutMs: Number(text) };
  throw new ConfigError(
    `ASP_LOCK_TIMEOUT_MS is ${JSON.stringify(text)}, which is no number of milliseconds.`,
    {
      hint: 'Set it to a whole number such as 60000, or unset it to wait for a minute.',
    },
  );
}

async function describeRegistry(repository: GitRepository): Promise<LockRegistry> {
  const [remote, refs] = await Promise.all([repository.remote(), repository.refs()]);
  return {
    type: 'git',
    url: remote?.url ?? realpathSync(repository.directory),
    ...(refs.defaultBranch ? { defaultBranch: refs.defaultBranch } : {}),
  };
}

async function openRegistryRepository(directory: string, options: SessionOptions): Promise<GitRepository> {
  try {
    return await openRepository(directory, { offline: !options.fetch });
  } catch (error) {
    if (!(error instanceof GitError) || options.registry !== undefined || !isMissing(directory)) throw error;
    throw new GitError(`There is no registry at ${directory}.`, {
      hint: `Clone one there (git clone <url> ${directory}), or name another ${NAME_REGISTRY}.`,
      cause: error,
    });
  }
}

/** What is there and cannot be used (another's, damaged, no git to read it) must not be told to be cloned. */
function isMissing(directory: string): boolean {
  try {
    return lstatSync(directory, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

async function advanceRegistry(repository: GitRepository, notice: Session['notice']): Promise<void> {
  try {
    const result = await repository.advance();
    if (result.kind === 'no-remote') return;
    if (result.refused) notice(result.refused.message, result.refused.hint);
    if (result.kind === 'diverged' || result.kind === 'blocked') {
      notice(
        `The registry ${repository.directory} was fetched, but its branch stays behind: ${firstLine(
          result.kind === 'blocked' ? result.reason : 'it has commits of its own',
        )}`,
        `New tags are seen, new dist-tags are not. To give up what was changed there: git -C ${repository.directory} reset --hard @{upstream}`,
      );
    }
  } catch (error) {
    // Working offline must stay possible: what the clone already has still resolves, and what it lacks fails by name.
    if (!(error instanceof GitError)) throw error;
    notice(`${error.message}; using what the clone has.`, error.hint);
  }
}

/** Git may list every file it would have to overwrite. */
const firstLine = (text: string): string => text.split('\n', 1)[0]?.slice(0, 200) ?? '';
