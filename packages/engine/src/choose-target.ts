import { basename } from 'node:path';
import { ConfigError, defaultTarget, type TargetName } from '@agent-spaces/core';
import { requireTarget, type Project } from './project';

/**
 * The named target; without a name the one that `defaultTarget` takes.
 * @param projectName that of its directory where nobody calls it otherwise
 * @throws ConfigError that lists the targets, where that leaves a choice.
 */
export function chooseTarget(
  project: Project,
  name: string | undefined,
  projectName = basename(project.root),
): TargetName {
  if (name !== undefined) return requireTarget(project, name);
  const names = [...project.manifest.targets.keys()];
  const chosen = defaultTarget(names, projectName);
  if (chosen) return chosen;
  throw new ConfigError(`${project.paths.manifest} has ${names.length} targets and none was named.`, {
    location: { file: project.paths.manifest },
    hint: names.length ? `Name one of ${names.join(', ')}.` : 'Add a [targets.<name>] section.',
  });
}
