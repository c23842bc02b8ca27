import { authorOf } from '@agent-spaces/engine';
import type { SpaceAuthor } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { ask } from './ask';

export interface AuthorOptions {
  readonly author?: string;
  readonly authorEmail?: string;
  readonly authorUrl?: string;
}

/**
 * Who makes a space: who is named, else whom git would name, else who is answered with; `undefined` where nobody can be asked.
 * @throws GitError
 */
export async function spaceAuthor(
  { root }: Tree,
  { author, authorEmail, authorUrl }: AuthorOptions,
): Promise<SpaceAuthor | undefined> {
  const known = author === undefined ? await authorOf(root) : { name: author };
  const name = known?.name ?? (await ask('Who makes it? (a name)'));
  if (name === undefined) return undefined;
  const email = authorEmail ?? known?.email;
  return {
    name,
    ...(email === undefined ? {} : { email }),
    ...(authorUrl === undefined ? {} : { url: authorUrl }),
  };
}
