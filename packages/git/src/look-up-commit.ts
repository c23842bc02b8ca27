import type { CommitSha } from '@agent-spaces/core';
import { gitFailure } from './git-failure';
import { listRefs } from './list-refs';
import type { ObjectReader } from './object-reader';
import { peelObject } from './peel-object';
import type { RegistryRefs } from './registry-refs';
import type { RepositoryAccess } from './repository-access';
import { parseRevision, type Revision } from './revision';
import { runGit } from './run-git';

export type RevisionLookup =
  | { readonly kind: 'found'; readonly sha: CommitSha }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'not-a-commit'; readonly type: string };

export interface CommitLookupSources {
  readonly access: RepositoryAccess;
  readonly reader: ObjectReader;
  readonly refs: () => Promise<RegistryRefs>;
  /** Hex digits of a full id in this repository: 40 or 64. */
  readonly idDigits: number;
}

/**
 * The commit a revision stands for. Names are matched exactly, never by git's own guessing: a branch called `abc1234` does not answer
 * for the id abc1234, nor the tag `refs/tags/refs/heads/x` for the branch x. Only a shortened id or a ref outside `refs()` costs a
 * process.
 */
export async function lookUpCommit(revision: string, sources: CommitLookupSources): Promise<RevisionLookup> {
  const ids = await candidates(parseRevision(revision), sources);
  const answers = await Promise.all(ids.map((id) => peelObject(sources.reader, id)));
  const objects = answers.flatMap((answer) => (answer.kind === 'found' ? [answer] : []));
  const commits = new Set(objects.flatMap(({ type, oid }) => (type === 'commit' ? [oid as CommitSha] : [])));
  const [sha] = commits;
  if (sha !== undefined) return commits.size === 1 ? { kind: 'found', sha } : { kind: 'ambiguous' };
  const [other] = objects;
  if (!other) return { kind: 'missing' };
  return objects.length === 1 ? { kind: 'not-a-commit', type: other.type } : { kind: 'ambiguous' };
}

async function candidates(revision: Revision, sources: CommitLookupSources): Promise<readonly string[]> {
  const { access, refs, idDigits } = sources;
  switch (revision.kind) {
    case 'head':
      return present((await refs()).head);
    case 'ref': {
      const tagged = (await refs()).spaceTags.get(revision.name.slice('refs/tags/'.length));
      if (tagged !== undefined && revision.name.startsWith('refs/tags/')) return [tagged];
      // As a pattern the name also matches everything below it.
      const matching = await listRefs(access, [revision.name]);
      return present(matching.find((ref) => ref.name === revision.name)?.oid);
    }
    case 'id':
      if (revision.digits.length > idDigits) return [];
      return revision.digits.length === idDigits
        ? [revision.digits]
        : idsBeginningWith(access, revision.digits);
  }
}

async function idsBeginningWith(access: RepositoryAccess, digits: string): Promise<readonly string[]> {
  const result = await runGit(access, ['rev-parse', `--disambiguate=${digits}`]);
  if (result.exitCode !== 0)
    throw gitFailure(access.directory, `The id ${digits} cannot be looked up`, result.stderr);
  return result.stdout.split('\n').filter(Boolean);
}

const present = (id: string | undefined): readonly string[] => (id === undefined ? [] : [id]);
