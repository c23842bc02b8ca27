import type { SpaceManifest } from '@agent-spaces/core';

/** The text of `.claude-plugin/plugin.json` (seed 003 §7.1): only defined fields, in the seed's order, ends in a newline. */
export function pluginManifestText({ id, version, description, plugin = {} }: SpaceManifest): string {
  const { author, homepage, repository, license, keywords } = plugin;
  // The client refuses a whole plugin whose author has no name.
  const authorName = author?.name ?? author?.email ?? author?.url;
  // JSON.stringify leaves out what is undefined.
  const manifest = {
    name: plugin.name ?? id,
    version: plugin.version ?? version,
    description: plugin.description ?? description,
    author:
      authorName === undefined ? undefined : { name: authorName, email: author?.email, url: author?.url },
    homepage,
    repository,
    license,
    keywords,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
