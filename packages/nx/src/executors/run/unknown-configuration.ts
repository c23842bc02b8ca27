import { isRecord } from '@agent-spaces/core';
import type { ExecutorContext } from '@nx/devkit';
import { ASKED_RUN } from '../../plugin/pre-tasks-execution';

/** What was asked for of this very task and is no configuration: Nx would start the default one in its place, with other rights. */
export function unknownConfiguration({
  projectName,
  targetName,
  configurationName,
}: ExecutorContext): string | undefined {
  const asked = askedRun();
  const isThis = (name: unknown, own: string | undefined): boolean => name === undefined || name === own;
  if (!isThis(asked['project'], projectName) || !isThis(asked['target'], targetName)) return undefined;
  const { configuration } = asked;
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
