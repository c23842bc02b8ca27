import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GitError } from '@agent-spaces/core';

/**
 * Publishing refuses a registry below the top of a git repository. By then `nx release` would have committed and tagged, so this is asked
 * before it writes a version; the answer is where `.git` lies, and takes no process.
 *
 * @param registry absolute
 * @throws GitError for a registry below the top of a repository
 */
export function expectRegistryTop(registry: string): void {
  let directory = registry;
  while (!existsSync(join(directory, '.git'))) {
    const parent = dirname(directory);
    // Without any git, `nx release` itself says so.
    if (parent === directory) return;
    directory = parent;
  }
  if (directory === registry) return;
  throw new GitError(
    `${registry} lies inside the git repository ${directory} but is not the top of it, so its spaces cannot be published.`,
    {
      location: { file: registry },
      hint: 'Nothing was changed. Make the workspace the top of its repository; nx release publishes from there alone.',
    },
  );
}
