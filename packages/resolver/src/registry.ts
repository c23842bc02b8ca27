import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  closest,
  createSource,
  decodeText,
  DIST_TAGS_FILE,
  isSpaceId,
  noteLocation,
  parseDistTags,
  parseSpaceManifest,
  readTextFile,
  type CommitSha,
  type DistTags,
  type SpaceContent,
  type SpaceFile,
  type SpaceId,
  type SourceLocation,
  type SpaceManifest,
} from '@agent-spaces/core';
import type { GitRepository, ObjectFormat, RevisionLookup } from '@agent-spaces/git';
import { commitContent, spacePath } from './commit-content';
import { fullVersion, newestFirst } from './space-version';
import { workingCopyContent } from './working-copy';

/** A published version of a space: one tag `space/<id>/v<version>` (seed 003 §15). */
export interface SpaceVersion {
  /** As in the tag, build metadata included. */
  readonly version: string;
  readonly tag: string;
  readonly commit: CommitSha;
}

/** One version of a space, read: what it says of itself and what it holds. */
export interface SpaceSource {
  readonly manifest: SpaceManifest;
  readonly content: SpaceContent;
}

/** A space as its registry has it, with the places in its manifest: in a file, or in git's spelling of one in a commit. */
export interface RegistrySpace extends SpaceSource {
  /** Where the value at `path` of `space.toml` stands. */
  readonly place: (...path: readonly string[]) => SourceLocation;
}

/**
 * A registry as the resolver sees it. Every answer is read once and remembered, so the work is proportional to what is asked for,
 * and the number of git processes does not depend on it.
 */
export interface Registry {
  readonly repository: GitRepository;
  /** The commit that the registry's HEAD is at; `undefined` before the first one. */
  head(): Promise<CommitSha | undefined>;
  /** Newest first. */
  versionsOf(id: SpaceId): Promise<readonly SpaceVersion[]>;
  /** Channels as the registry's HEAD has them; empty when the file does not exist. */
  distTags(): Promise<DistTags>;
  /** The commit a git pin names, looked for once more after the refs were refreshed where the clone lacks it. */
  lookUpCommit(digits: string): Promise<RevisionLookup>;
  spaceAt(id: SpaceId, commit: CommitSha): Promise<RegistrySpace | undefined>;
  /** The working copy's `spaces/<id>`, for `@dev`; `undefined` when there is no such directory. */
  devSpace(id: SpaceId): Promise<RegistrySpace | undefined>;
  devSpaceDirectory(id: SpaceId): string;
  /** The id nearest to a mistyped one, among those that are published or lie in the working copy. */
  suggestId(id: string): Promise<string | undefined>;
}

// A digit, because `fullVersion` accepts a `v` of its own: `vv1.0.0` is no version.
const SPACE_TAG = /^space\/([^/]+)\/v(\d[^/]*)$/;

export interface RegistryOptions {
  /** Called once, before refs are read for the first time or when a commit is missing: the moment to fetch. */
  readonly beforeRefs?: (repository: GitRepository) => Promise<void>;
}

export function openRegistry(repository: GitRepository, options: RegistryOptions = {}): Registry {
  const refresh = once(async () => options.beforeRefs?.(repository));
  const refs = once(async () => {
    await refresh();
    return repository.refs();
  });

  const versions = once(async () => {
    const byId = new Map<string, SpaceVersion[]>();
    for (const [tag, commit] of (await refs()).spaceTags) {
      const [, id = '', number = ''] = SPACE_TAG.exec(tag) ?? [];
      const version = fullVersion(number);
      if (!isSpaceId(id) || !version) continue;
      const known = byId.get(id);
      if (known) known.push({ version, tag, commit });
      else byId.set(id, [{ version, tag, commit }]);
    }
    for (const list of byId.values()) list.sort((a, b) => newestFirst(a.version, b.version));
    return byId;
  });

  const distTags = once(async (): Promise<DistTags> => {
    const { head } = await refs();
    const data = head && (await repository.blobAt(head, DIST_TAGS_FILE));
    if (!data || !head) return new Map();
    const place = gitPlace(head, DIST_TAGS_FILE);
    return parseDistTags(decodeText(data, place), place);
  });

  const spaces = new Map<string, Promise<RegistrySpace | undefined>>();
  const remember = (
    key: string,
    read: () => Promise<RegistrySpace | undefined>,
  ): Promise<RegistrySpace | undefined> => {
    const known = spaces.get(key);
    if (known) return known;
    const reading = read();
    spaces.set(key, reading);
    return reading;
  };
  const devSpaceDirectory = (id: SpaceId): string => join(repository.directory, spacePath(id));

  return {
    repository,
    distTags,
    head: async () => (await refs()).head,
    devSpaceDirectory,
    lookUpCommit: async (digits) => {
      const lookup = await repository.lookUpCommit(digits);
      if (lookup.kind !== 'missing') return lookup;
      await refresh();
      return repository.lookUpCommit(digits);
    },
    versionsOf: async (id) => (await versions()).get(id) ?? [],
    suggestId: async (id) =>
      closest(
        [...new Set([...(await versions()).keys(), ...(await workingCopyIds(repository.directory))])],
        id,
      ),
    spaceAt: (id, commit) =>
      remember(`${id}@${commit}`, async () => {
        const content = await commitContent(repository, id, commit);
        if (!content?.files.some(isManifest)) return undefined;
        const place = gitPlace(commit, `${spacePath(id)}/space.toml`);
        return readManifest(decodeText(await content.read('space.toml'), place), place, content, id);
      }),
    devSpace: (id) =>
      remember(`${id}@dev`, () =>
        readSpaceDirectory(devSpaceDirectory(id), { expectedId: id, objectFormat: repository.objectFormat }),
      ),
  };
}

/** The spaces whose sources lie there, published or not. Only a mistyped id asks for them, so the globber is loaded then. */
async function workingCopyIds(directory: string): Promise<readonly string[]> {
  const { default: glob } = await import('fast-glob');
  const manifests = await glob('spaces/*/space.toml', { cwd: directory });
  return manifests.flatMap((path) => path.split('/')[1] ?? []).filter(isSpaceId);
}

/** Reads a space from a directory on disk; `undefined` when it holds no `space.toml`, and then nothing else is looked at. */
export async function readSpaceDirectory(
  directory: string,
  options: { readonly expectedId?: SpaceId; readonly objectFormat?: ObjectFormat } = {},
): Promise<RegistrySpace | undefined> {
  const file = join(directory, 'space.toml');
  if (!existsSync(file)) return undefined;
  const content = await workingCopyContent(directory, options.objectFormat);
  if (!content.files.some(isManifest)) return undefined;
  return readManifest(await readTextFile(file), file, content, options.expectedId);
}

function readManifest(
  text: string,
  file: string,
  content: SpaceContent,
  expectedId: SpaceId | undefined,
): RegistrySpace {
  const manifest = parseSpaceManifest(text, file, expectedId === undefined ? {} : { expectedId });
  const source = createSource('toml', text, file);
  return { manifest, content, place: (...path) => noteLocation(source, path, 'value') };
}

/** A symlink may lead out of the space, so it is no manifest. */
const isManifest = ({ path, kind }: SpaceFile): boolean => path === 'space.toml' && kind !== 'symlink';

/** Git's own spelling of a file in a commit, so that `git show <place>` prints it. */
const gitPlace = (commit: CommitSha, path: string): string => `${commit.slice(0, 12)}:${path}`;

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined;
  return () => (reading ??= read());
}
