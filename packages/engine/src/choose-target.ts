import { basename } from 'node:path';
import { ConfigError, type TargetName } from '@agent-spaces/core';
import { requireTarget, type Project } from './project';

/** The named target; without a name the only one there is, or the one named like the project's directory, or `default`. */
export function chooseTarget(project: Project, name: string | undefined): TargetName {
  if (name !== undefined) return requireTarget(project, name);
  const names = [...project.manifest.targets.keys()];
  const preferred =
    names.find((target) => target === basename(project.root)) ?? names.find((target) => target === 'default');
  const chosen = preferred ?? (names.length === 1 ? names[0] : undefined);
  if (chosen) return chosen;
  throw new ConfigError(`${project.paths.manifest} has ${names.length} targets and none was named.`, {
    location: { file: project.paths.manifest },
    hint: names.length ? `Name one of ${names.join(', ')}.` : 'Add a [targets.<name>] section.',
  });
}
