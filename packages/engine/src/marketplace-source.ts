import type { CommitSha, SpaceId } from '@agent-spaces/core';

/**
 * Where a stock client takes a plugin from: a path of the marketplace's own work tree, or a directory of a repository at a ref. Shapes
 * and limits as measured with Claude Code 2.1.197.
 */
export type PluginSource =
  | string
  | {
      readonly source: 'git-subdir';
      readonly url: string;
      readonly path: string;
      readonly ref: string;
      readonly sha?: string;
    };

export const pathSource = (id: SpaceId): PluginSource => `./spaces/${id}`;

/** A version of a space, and nothing that comes after it. `url` is what `cloneableUrl` gave. */
export const pinnedSource = (
  id: SpaceId,
  { url, tag, commit }: { readonly url: string; readonly tag: string; readonly commit: CommitSha },
): PluginSource => ({
  source: 'git-subdir',
  url,
  path: `spaces/${id}`,
  ref: tag,
  // The client knows ids of SHA-1 alone; of a SHA-256 repository it has to trust the tag.
  ...(commit.length === 40 ? { sha: commit } : {}),
});

/** Whether an entry's source is this space, however the path is written. */
export function isSourceOf(source: unknown, id: SpaceId): boolean {
  const path = typeof source === 'object' && source !== null ? (source as { path?: unknown }).path : source;
  return typeof path === 'string' && path.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '') === `spaces/${id}`;
}

const GITHUB = /^(?:https:\/\/|git@|ssh:\/\/git@)github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;
const SSH = /^ssh:\/\/git@([A-Za-z0-9.-]+)(?::22)?\/(.+)$/;

/**
 * A remote's URL in a form that the client clones from on any machine, or `undefined`: it takes no `ssh://`, no other user than `git`,
 * and a path of this machine means nothing elsewhere. What lies on GitHub is named by owner and repository, so that the client takes
 * the protocol its user has set up.
 */
export function cloneableUrl(url: string): string | undefined {
  const [, repository] = GITHUB.exec(url) ?? [];
  if (repository !== undefined) return repository;
  if (/^https?:\/\/[^\s]+$/.test(url) || /^git@[A-Za-z0-9.-]+:[^\s]+$/.test(url)) return url;
  const [, host, path] = SSH.exec(url) ?? [];
  return host === undefined ? undefined : `git@${host}:${path}`;
}
