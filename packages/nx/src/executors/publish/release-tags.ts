import type { ExecutorContext } from '@nx/devkit';
import { PLUGIN_NAME } from '../../plugin/target-configuration';

type Context = Pick<ExecutorContext, 'projectName' | 'nxJsonConfiguration'>;

/**
 * Globs of the tags that `nx release` makes for spaces. Where their projects have a prefix these are not the tags that references look
 * for, but Nx reads from them what was released last.
 */
export function releaseTags(
  { projectName = '', nxJsonConfiguration: { release } = {} }: Context,
  space: string,
): readonly string[] {
  const prefix = projectName.endsWith(space) ? projectName.slice(0, -space.length) : '';
  return Object.entries(release?.groups ?? {}).flatMap(([name, group]) => {
    if (!group.version?.versionActions?.startsWith(PLUGIN_NAME)) return [];
    const pattern = group.releaseTag?.pattern ?? release?.releaseTag?.pattern;
    if (pattern === undefined) return [];
    return (
      pattern
        // As Nx writes a name in a tag, where git allows no colon.
        .replaceAll('{projectName}', `${prefix.replaceAll(':', '/')}*`)
        .replaceAll('{releaseGroupName}', name)
        .replaceAll('{version}', '[0-9]*')
    );
  });
}
