import { isRecord } from '@agent-spaces/core';
import type { ExecutorContext } from '@nx/devkit';
import { ASKED_RUN } from '../../plugin/pre-tasks-execution';

/** What was asked for of this very task and is no configuration: Nx would start the default one in its place, with other rights. */
export function unknownConfiguration({
  projectName,
  targetName,
  configurationName,
  projectGraph: { nodes },
}: ExecutorContext): string | undefined {
  const { project, target, configuration } = askedRun();
  if (target !== undefined && target !== targetName) return undefined;
  // Nx also takes a part of a name, or a pattern, for a project.
  const isOther = typeof project === 'string' && project !== projectName && Object.hasOwn(nodes, project);
  if (isOther) return undefined;
  return typeof configuration === 'string' && configuration !== configurationName ? configuration : undefined;
}

function askedRun(): Readonly<Record<string, unknown>> {
  try {
    const asked: unknown = JSON.parse(process.env[ASKED_RUN] ?? '');
    return isRecord(asked) ? asked : {};
  } catch {
    return {};
  }
}
