import { relative } from 'node:path';
import { printable } from '@agent-spaces/core';
import { verifyTarget, type BundleDifference } from '@agent-spaces/engine';
import { logger, type ExecutorContext } from '@nx/devkit';
import { runStation, type StationResult } from '../station';
import { plural, tell } from '../tell';
import type { VerifyExecutorSchema } from './schema';

/** What a cache has restored, or anybody has touched, against what the lock promises. Changes nothing. */
export default function verifyExecutor(
  { runTarget, ...options }: VerifyExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  return runStation(context, options, async (session, project) => {
    const { directory, differences } = await verifyTarget(session, { project, target: runTarget });
    const place = relative(context.root, directory);
    const found = differences.filter((difference) => !isLocalAndMissing(difference));
    if (found.length === 0) {
      tell(`✔ ${place} is what the lock promises.`);
      return { success: true };
    }
    // In one go and to one place: two streams would mix.
    logger.error(
      [
        `${place} is not what the lock promises (${plural(found.length, 'difference')}):`,
        ...found.map(({ kind, path }) => `  ${kind} ${printable(path, Infinity)}`),
        '  → asp-run repairs it before it starts anything, and so does asp-compose with --skip-nx-cache.',
      ].join('\n'),
    );
    return { success: false };
  });
}

/** These two name absolute paths: no cache brings them, and the run that needs them writes them. */
const isLocalAndMissing = ({ kind, part }: BundleDifference): boolean =>
  kind === 'missing' && (part === 'settings' || part === 'mcp');
