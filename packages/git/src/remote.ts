import { gitFailure } from './git-failure';
import type { RepositoryAccess } from './repository-access';
import { runGit } from './run-git';
import { withoutCredentials } from './without-credentials';

export interface GitRemote {
  readonly name: string;
  /** As the repository's configuration has it (before `insteadOf`), without secrets. */
  readonly url: string;
  /** Whether `git fetch` brings branches from it: false for a push mirror and for a plain bare clone, which have no fetch refspec. */
  readonly fetchable: boolean;
}

const KEY = /^remote\.(.+)\.(url|fetch)$/s;

/** `origin`, or the only remote there is. */
export async function readRemote(access: RepositoryAccess): Promise<GitRemote | undefined> {
  const { directory } = access;
  const result = await runGit(access, ['config', '--null', '--get-regexp', '^remote\\..*\\.(url|fetch)$']);
  // 1 says that nothing matched.
  if (result.exitCode > 1)
    throw gitFailure(directory, `The remotes of ${directory} cannot be read`, result.stderr);
  const urls = new Map<string, string>();
  const fetchable = new Set<string>();
  for (const entry of result.stdout.split('\0')) {
    const [key = '', ...value] = entry.split('\n');
    const [, name, field] = KEY.exec(key) ?? [];
    if (name === undefined) continue;
    if (field === 'fetch') fetchable.add(name);
    // git fetches from the first URL; the others are only pushed to.
    else if (!urls.has(name) && value.length > 0) urls.set(name, value.join('\n'));
  }
  const name = urls.has('origin') || urls.size !== 1 ? 'origin' : [...urls.keys()].join();
  const url = urls.get(name);
  return url === undefined
    ? undefined
    : { name, url: withoutCredentials(url), fetchable: fetchable.has(name) };
}
