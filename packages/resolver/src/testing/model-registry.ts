import { createHash } from 'node:crypto';
import {
  createSource,
  noteLocation,
  parseSpaceManifest,
  type CommitSha,
  type SpaceId,
} from '@agent-spaces/core';
import type { Registry, RegistrySpace, SpaceVersion } from '../registry';
import { newestFirst } from '../space-version';
import { spaceToml } from './temp-registry';

type Manifests = ReadonlyMap<string, RegistrySpace>;

/** A registry in memory, for tests that need thousands of them. It knows spaces with a version and dependencies, and no files. */
export interface ModelRegistry {
  /** Commits a version of a space, tags it, and says what a dist-tag means from now on. */
  publish(id: string, version: string, deps: readonly string[], channels?: readonly string[]): CommitSha;
  /** Writes the working copy of a space. */
  write(id: string, deps: readonly string[]): void;
  versions(id: string): readonly SpaceVersion[];
  registry: Registry;
}

export function modelRegistry(): ModelRegistry {
  const tags = new Map<string, SpaceVersion[]>();
  const channels = new Map<SpaceId, Map<string, string>>();
  const commits = new Map<string, Manifests>();
  const workingCopy = new Map<string, RegistrySpace>();
  let head: CommitSha | undefined;
  const versions = (id: string): readonly SpaceVersion[] => tags.get(id) ?? [];
  const unused = (): never => {
    throw new Error('The model has no files');
  };

  return {
    versions,
    publish(id, version, deps, moved = []) {
      const commit = createHash('sha1').update(`${commits.size}`).digest('hex') as CommitSha;
      const before = head ? commits.get(head) : undefined;
      commits.set(commit, new Map(before).set(id, modelSpace(id, version, deps)));
      head = commit;
      const published = [...versions(id), { version, tag: `space/${id}/v${version}`, commit }];
      tags.set(
        id,
        published.sort((a, b) => newestFirst(a.version, b.version)),
      );
      const known = channels.get(id as SpaceId) ?? new Map<string, string>();
      for (const channel of moved) known.set(channel, `v${version}`);
      channels.set(id as SpaceId, known);
      return commit;
    },
    write: (id, deps) => {
      workingCopy.set(id, modelSpace(id, '0.0.0', deps));
    },
    registry: {
      get repository() {
        return unused();
      },
      head: async () => head,
      versionsOf: async (id) => versions(id),
      distTags: async () => channels,
      lookUpCommit: async (digits) => {
        const sha = [...commits.keys()].find((commit) => commit.startsWith(digits)) as CommitSha | undefined;
        return sha ? { kind: 'found', sha } : { kind: 'missing' };
      },
      spaceAt: async (id, commit) => commits.get(commit)?.get(id),
      devSpace: async (id) => workingCopy.get(id),
      devSpaceDirectory: (id) => `spaces/${id}`,
      suggestId: async () => undefined,
    },
  };
}

function modelSpace(id: string, version: string, deps: readonly string[]): RegistrySpace {
  const file = `spaces/${id}/space.toml`;
  const text = spaceToml(id, { version, deps });
  const source = createSource('toml', text, file);
  return {
    manifest: parseSpaceManifest(text, file),
    content: {
      files: [],
      read: () => Promise.reject(new Error('The model has no files')),
    } as unknown as RegistrySpace['content'],
    place: (...path) => noteLocation(source, path, 'value'),
  };
}
