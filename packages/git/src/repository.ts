import { resolve } from 'node:path';
import { advance, type AdvanceResult } from './advance';
import { createGitObjects, type GitObjects } from './git-objects';
import type { ObjectFormat } from './hash-blob';
import { locateRepository } from './locate-repository';
import { lookUpCommit, type RevisionLookup } from './look-up-commit';
import { createObjectReader } from './object-reader';
import { openPublisher, type GitPublisher } from './publisher';
import { readRegistryRefs, type RegistryRefs } from './registry-refs';
import { readRemote, type GitRemote } from './remote';
import type { RepositoryAccess } from './repository-access';

/** An open registry. Reading it cold takes three processes: one to open, one for all refs, one for all objects. */
export interface GitRepository extends Omit<GitObjects, 'peel'> {
  /** The top level of the work tree, or the bare repository; absolute. */
  readonly directory: string;
  /** How `hashBlob` has to hash for ids of this repository. */
  readonly objectFormat: ObjectFormat;
  /** Listed once; `advance` lists them anew. */
  refs(): Promise<RegistryRefs>;
  /** `HEAD`, a full ref (`refs/…`) or 4–64 hex digits; anything else is a GitError before git sees it. */
  lookUpCommit(revision: string): Promise<RevisionLookup>;
  /** `origin`, or the only remote. */
  remote(): Promise<GitRemote | undefined>;
  /** Fetches, then fast-forwards where nothing can be lost; a remote that cannot be reached is a GitError. */
  advance(): Promise<AdvanceResult>;
  /** The few writes that publishing needs; GitError for a bare repository. */
  publisher(): Promise<GitPublisher>;
  /** Ends the reader process; may be called twice. What is being read is rejected. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export type OpenRepositoryOptions = Partial<Pick<RepositoryAccess, 'offline'>>;

/** Opens the repository whose top level `directory` is; GitError if it is none, or merely lies inside one. */
export async function openRepository(
  directory: string,
  { offline = false }: OpenRepositoryOptions = {},
): Promise<GitRepository> {
  const top = resolve(directory);
  const access: RepositoryAccess = { directory: top, offline };
  const { bare, objectFormat } = await locateRepository(access);
  const reader = createObjectReader(access);
  let listed: Promise<RegistryRefs> | undefined;

  function refs(): Promise<RegistryRefs> {
    if (listed) return listed;
    const reading = readRegistryRefs(access, reader);
    listed = reading;
    // A failure is not remembered.
    reading.catch(() => {
      if (listed === reading) listed = undefined;
    });
    return reading;
  }

  const objects = createGitObjects(reader);

  return {
    ...objects,
    directory: top,
    objectFormat,
    refs,
    lookUpCommit: (revision) =>
      lookUpCommit(revision, {
        access,
        reader,
        refs,
        idDigits: objectFormat === 'sha256' ? 64 : 40,
      }),
    remote: () => readRemote(access),
    async advance() {
      const readHead = async () => {
        listed = undefined;
        return (await refs()).head;
      };
      try {
        return await advance({ access, bare, readHead });
      } finally {
        // Even a fetch that fails may have moved some refs.
        listed = undefined;
      }
    },
    publisher: () =>
      openPublisher({
        access,
        bare,
        reader,
        readTree: objects.readTree,
        readObject: objects.readObject,
        objectFormat,
        onWrite: () => {
          listed = undefined;
        },
      }),
    close: () => reader.close(),
    [Symbol.asyncDispose]: () => reader.close(),
  };
}
