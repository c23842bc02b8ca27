import { spaceKey, type SpaceId } from '@agent-spaces/core';
import { lintTarget, type LintWarning } from '@agent-spaces/lint';
import { planPlugin, readSpaceSettings } from '@agent-spaces/materializer';
import { readSpace } from './read-space';

export interface LintedSpaceResult {
  readonly id: SpaceId;
  /** By code; each with its severity, so that a caller can fail for an error. */
  readonly warnings: readonly LintWarning[];
}

/**
 * Lints one space as it lies on disk, by itself: what only shows beside other spaces is for the targets that compose it. Needs no
 * lock, no store and no git.
 * @throws SelectorResolutionError where there is no space; what keeps it from becoming a plugin at all, such as a symlink that leaves it.
 */
export async function lintSpace({ directory }: { readonly directory: string }): Promise<LintedSpaceResult> {
  const { manifest, content } = await readSpace(directory, 'Name a directory that holds a space.toml.');
  const { name } = await planPlugin(manifest, content);
  await readSpaceSettings(manifest, content);
  const { id, settings } = manifest;
  const space = {
    key: spaceKey(id, 'dev'),
    id,
    pluginName: name,
    ...(settings ? { settings } : {}),
    content,
  };
  return { id, warnings: await lintTarget({ spaces: [space] }) };
}
