import { GitError, isAspError, parseSpaceManifest, type PluginAuthor } from '@agent-spaces/core';
import { readAuthor } from '@agent-spaces/git';

/**
 * Who `[plugin.author]` of a space made in `directory` would name, from git's configuration in one process. What git does not know, or a
 * `space.toml` cannot say, is left out; `undefined` where nothing is left. A git that fails is no reason to make no space.
 */
export async function authorOf(directory: string): Promise<PluginAuthor | undefined> {
  const known = await readAuthor(directory).catch((error: unknown) => {
    if (error instanceof GitError) return undefined;
    throw error;
  });
  const said = Object.entries(known ?? {}).filter(([key, value]) => isValid(key, value));
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

function isValid(key: string, value: string): boolean {
  // A JSON string is also one of TOML.
  const manifest = `schema = 1\nid = "a"\n[plugin.author]\n${key} = ${JSON.stringify(value)}\n`;
  try {
    parseSpaceManifest(manifest, '');
    return true;
  } catch (error) {
    if (isAspError(error)) return false;
    throw error;
  }
}
