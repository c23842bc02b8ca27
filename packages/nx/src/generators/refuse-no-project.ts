import { posix } from 'node:path';
import { ConfigError, printable } from '@agent-spaces/core';
import type { Tree } from '@nx/devkit';
import { isGenerated, SPACE_MANIFEST, spaceManifestMatcher, TARGETS_MANIFEST } from '../plugin/config-files';
import { readPluginSettings } from './plugin-settings';

/**
 * A directory in which the plugin would not take Run Targets for those of a project, or for an error of the whole graph.
 * @param directory from the workspace root
 * @throws ConfigError for a space, what is inside one, and what tasks and package managers write
 */
export function refuseNoProject(tree: Tree, directory: string): void {
  const path = posix.join(directory, TARGETS_MANIFEST);
  if (isGenerated(path)) {
    throw new ConfigError(
      `${printable(posix.dirname(path), 400)} is no project: what lies there is made by tasks and package managers.`,
      { location: { file: path }, hint: 'Name a directory with files of your own, for example apps/web.' },
    );
  }
  const isSpace = spaceManifestMatcher(readPluginSettings(tree).spaces);
  const segments = path.split('/');
  for (const [index] of segments.entries()) {
    const manifest = [...segments.slice(0, index), SPACE_MANIFEST].join('/');
    if (!isSpace(manifest) || !tree.isFile(manifest)) continue;
    throw new ConfigError(
      'A space cannot have Run Targets of its own: what they write would become part of the space.',
      {
        location: { file: manifest },
        hint: 'Name the project that composes the space with --project, for example apps/web.',
      },
    );
  }
}
