import type { ProjectConfiguration } from '@nx/devkit';
import { hasRunTargets } from './run-target-project';
import { SPACE_TAG } from './target-configuration';

/** What of the finished graph the plugin has made: root by name, which a `project.json` may have changed. */
export interface OurProjects {
  readonly spaces: ReadonlyMap<string, string>;
  readonly runTargets: ReadonlyMap<string, string>;
}

export function findOurProjects(projects: Readonly<Record<string, ProjectConfiguration>>): OurProjects {
  const spaces = new Map<string, string>();
  const runTargets = new Map<string, string>();
  for (const name in projects) {
    const project = projects[name];
    if (!project) continue;
    if (project.tags?.includes(SPACE_TAG)) spaces.set(name, project.root);
    else if (hasRunTargets(project)) runTargets.set(name, project.root);
  }
  return { spaces, runTargets };
}
