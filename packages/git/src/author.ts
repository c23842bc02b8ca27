import { gitFailure } from './git-failure';
import { runGit } from './run-git';

/** Who git would name as the author of a commit, as far as its configuration says so; at least one of the two. */
export interface GitAuthor {
  readonly name?: string;
  readonly email?: string;
}

const KEY = /^(user|author)\.(name|email)$/;

/** `author.*` and `user.*` of the configuration that holds in `directory`, in one process; it need not be in a repository. */
export async function readAuthor(directory: string): Promise<GitAuthor | undefined> {
  const query = ['config', '--null', '--get-regexp', KEY.source];
  const result = await runGit({ directory, offline: true }, query);
  // 1 says that nothing matched.
  if (result.exitCode > 1)
    throw gitFailure(directory, `The git configuration of ${directory} cannot be read`, result.stderr);
  const values = new Map<string, string>();
  for (const entry of result.stdout.split('\0')) {
    const [key = '', ...value] = entry.split('\n');
    // The last one holds, as for git.
    if (KEY.test(key)) values.set(key, value.join('\n').trim());
  }
  const name = values.get('author.name') || values.get('user.name');
  const email = values.get('author.email') || values.get('user.email');
  return name || email ? { ...(name ? { name } : {}), ...(email ? { email } : {}) } : undefined;
}
