import type { CommitSha } from '@agent-spaces/core';
import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';

export interface TagRequest {
  /** Short: `space/a/v1.0.0`. */
  readonly name: string;
  readonly target: CommitSha;
  readonly message: string;
}

/** Writes an annotated tag and returns its id; no ref is made. `tagger` is an identity as git writes it. */
export async function writeTag(
  access: RepositoryAccess,
  { name, target, message }: TagRequest,
  tagger: string,
): Promise<string> {
  const input = `object ${target}\ntype commit\ntag ${name}\ntagger ${tagger}\n\n${message}\n`;
  const result = await runGit(access, ['mktag'], { input });
  if (result.exitCode === 0) return result.stdout.trim();
  throw gitFailure(access.directory, `git could not write the tag ${name}`, result.stderr);
}
