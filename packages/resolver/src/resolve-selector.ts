import {
  MissingDependencyError,
  SelectorResolutionError,
  closest,
  type AspErrorOptions,
  type CommitSha,
  type DevCommit,
  type ResolvedFrom,
  type SourceLocation,
} from '@agent-spaces/core';
import type { Registry, SpaceVersion } from './registry';
import type { SpaceRef } from './space-ref';
import { fullVersion, meets } from './space-version';

export interface ResolvedSelector {
  readonly commit: CommitSha | DevCommit;
  readonly resolvedFrom: ResolvedFrom;
}

/** Who asked: the spaces from the target down to the one that holds the reference; empty for a reference of the target itself. */
export interface Requirement {
  readonly chain: readonly string[];
  readonly location?: SourceLocation;
}

/**
 * Resolves a selector to a commit (seed 003 §6.1). Tags are matched exactly, as `refs/tags/space/<id>/v<version>`, so no branch and
 * no revision expression can pose as a version.
 * @throws SelectorResolutionError, or MissingDependencyError when a dependency's space is not in the registry at all.
 */
export async function resolveSelector(
  ref: SpaceRef,
  registry: Registry,
  requirement: Requirement,
): Promise<ResolvedSelector> {
  const { id, selector, selectorText } = ref;
  const fail = (why: string, hint: string): SelectorResolutionError =>
    new SelectorResolutionError(`Cannot resolve ${ref.text}: ${why}`, explain(requirement, hint));
  const found = ({ commit, tag, version }: SpaceVersion): ResolvedSelector => ({
    commit,
    resolvedFrom: { selector: selectorText, tag, semver: version },
  });

  switch (selector.kind) {
    case 'dev':
      return { commit: 'dev', resolvedFrom: { selector: selectorText } };

    case 'head': {
      const head = await registry.head();
      if (head) return { commit: head, resolvedFrom: { selector: selectorText } };
      throw fail('the registry has no commit yet.', 'Commit the spaces in the registry first.');
    }

    case 'git-pin': {
      const lookup = await registry.lookUpCommit(selector.sha);
      switch (lookup.kind) {
        case 'found':
          return { commit: lookup.sha, resolvedFrom: { selector: selectorText } };
        case 'missing':
          throw fail(
            'the registry has no such commit.',
            'Pin a commit that a branch or tag of the registry holds; with --no-fetch its remote is not asked for it.',
          );
        case 'ambiguous':
          throw fail('the abbreviated commit is ambiguous.', 'Write more digits of the commit.');
        case 'not-a-commit':
          throw fail(`it names a ${lookup.type}, not a commit.`, 'Pin a commit.');
      }
      break;
    }

    case 'semver': {
      const versions = await publishedVersions(ref, registry, requirement);
      const match = versions.find(({ version }) => meets(version, selector));
      if (match) return found(match);
      throw fail(
        selector.exact ? `version ${selector.range} is not published.` : `no published version satisfies it.`,
        listVersions(versions),
      );
    }

    case 'dist-tag': {
      const channels = (await registry.distTags()).get(id);
      const versions = await publishedVersions(ref, registry, requirement);
      const channel = channels?.get(selector.tag);
      if (channel === undefined) {
        const near = closest([...(channels?.keys() ?? [])], selector.tag);
        const known = channels?.size
          ? `Its dist-tags are ${[...channels.keys()].join(', ')}.`
          : 'It has no dist-tags.';
        // What begins with a digit may be a mistyped version.
        const isLikeVersion = !channels?.size || /^\d/.test(selector.tag);
        throw fail(
          `"${id}" has no dist-tag "${selector.tag}".`,
          near ? `Did you mean @${near}?` : isLikeVersion ? `${known} ${listVersions(versions)}` : known,
        );
      }
      const range = fullVersion(channel) ?? channel;
      const match = versions.find(({ version }) => meets(version, { exact: true, range }));
      if (match) return found(match);
      throw fail(
        `its dist-tag "${selector.tag}" points to ${channel}, which is not published.`,
        `Publish the tag space/${id}/v${channel.replace(/^v/, '')} or correct registry/dist-tags.json. ${listVersions(versions)}`,
      );
    }
  }
  return selector satisfies never;
}

/** Adds to an error who asked for what failed. */
export function explain({ chain, location }: Requirement, hint: string): AspErrorOptions {
  const required = chain.length ? `Required by ${chain.join(' → ')}. ` : '';
  return { hint: required + hint, ...(location ? { location } : {}) };
}

async function publishedVersions(
  ref: SpaceRef,
  registry: Registry,
  requirement: Requirement,
): Promise<readonly SpaceVersion[]> {
  const versions = await registry.versionsOf(ref.id);
  if (versions.length) return versions;
  const near = await registry.suggestId(ref.id);
  const hint =
    near === ref.id
      ? `Its sources are there, but no tag space/${ref.id}/v<version> is: tag the commit that holds the version, or use space:${ref.id}@dev for the working copy.`
      : near && !requirement.chain.some((key) => key.startsWith(`${near}@`))
        ? `Did you mean space:${near}?`
        : `Publish it with a tag space/${ref.id}/v<version>.`;
  const why = `the registry ${registry.repository.directory} has no published space "${ref.id}".`;
  const UnknownSpace = requirement.chain.length > 0 ? MissingDependencyError : SelectorResolutionError;
  throw new UnknownSpace(`Cannot resolve ${ref.text}: ${why}`, explain(requirement, hint));
}

function listVersions(versions: readonly SpaceVersion[]): string {
  const shown = versions.slice(0, 8).map(({ version }) => version);
  const rest = versions.length - shown.length;
  return `Published versions: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}
