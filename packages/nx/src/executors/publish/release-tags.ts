import type { ExecutorContext } from '@nx/devkit';
import { isSpaceProject } from '../../plugin/space-project';
import { PLUGIN_NAME } from '../../plugin/target-configuration';
import { nameInTag } from '../../release/name-in-tag';

type Context = Pick<ExecutorContext, 'projectsConfigurations' | 'nxJsonConfiguration'>;
type Release = NonNullable<NonNullable<Context['nxJsonConfiguration']>['release']>;
type Group = NonNullable<Release['groups']>[string];

/**
 * Globs of the tags that `nx release` makes for the spaces of the workspace, and for no other project. Where their projects have a prefix
 * or names of their own these are not the tags that references look for, but Nx reads from them what was released last.
 */
export function releaseTags({
  projectsConfigurations: { projects },
  nxJsonConfiguration: { release = {} } = {},
}: Context): readonly string[] {
  const spaces = Object.entries(projects).filter(([, project]) => isSpaceProject(project));
  const globs = Object.entries(release.groups ?? {}).flatMap(([name, group]) => {
    const { versionActions } = { ...release.version, ...group.version };
    if (!versionActions?.startsWith(PLUGIN_NAME)) return [];
    const pattern = patternOf(group, release)
      .replaceAll('{releaseGroupName}', name)
      .replaceAll('{version}', '[0-9]*');
    return spaces.map(([project]) => pattern.replaceAll('{projectName}', nameInTag(project)));
  });
  return [...new Set(globs)];
}

/** As Nx chooses it: projects that are released independently never share the tags that nx.json names for all groups. */
function patternOf(group: Group, release: Release): string {
  const own = group.releaseTag?.pattern;
  if (own) return own;
  const common = release.releaseTag?.pattern;
  if (group.projectsRelationship !== 'independent') return common ?? '{releaseGroupName}-v{version}';
  return common?.includes('{projectName}') ? common : '{projectName}@{version}';
}
