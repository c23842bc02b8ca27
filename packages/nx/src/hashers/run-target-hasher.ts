import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isAspError } from '@agent-spaces/core';
import { locateRegistry, targetKey, type TargetKey } from '@agent-spaces/engine';
import { workspaceRoot, type CustomHasher } from '@nx/devkit';
import { LOCK_FILE } from '../plugin/config-files';
import { openIntegrityMemory } from './integrity-memory';
import { hashTaskWith } from './hash-task-with';
import { taskOptions } from './task-options';

interface RunTargetOptions {
  readonly runTarget?: string;
  readonly registry?: string;
  readonly aspHome?: string;
}

/**
 * A hasher of Nx's own hash of the declared inputs, and what the Run Target is made of at this moment. Nx alone would not do: the lock is
 * written by a task of the same run, a lock that git ignores counts as empty to it, and it does not see the mode of a file.
 *
 * @param part what of the Run Target the task makes
 */
export const runTargetHasher =
  (part: (key: TargetKey) => string): CustomHasher =>
  (task, context) => {
    const { project, target } = task.target;
    const read = async (): Promise<string> => {
      const { executor, options, configurations, outputs } =
        context.projectsConfigurations.projects[project]?.targets?.[target] ?? {};
      const asked = taskOptions<RunTargetOptions>(task, context);
      // The root too: outputs are named from it, and Nx restores them where they were made.
      const configured = JSON.stringify([asked.root, executor, options, configurations, outputs]);
      return `${await keyOf(asked, part)} ${configured}`;
    };
    return hashTaskWith(task, context, { name: 'asp:run-target', read, replaces: isReplaced(project) });
  };

/**
 * Of the lock, what Nx has seen is what lay there before the run: the run after one that wrote a lock would find nothing in the cache.
 * And a project's configuration is that of all its Run Targets.
 */
const isReplaced =
  (project: string) =>
  (input: string): boolean =>
    input === `${project}:ProjectConfiguration` ||
    (input.startsWith(`${project}:json:`) && input.includes(`${LOCK_FILE}[`));

async function keyOf(
  { root, options: { runTarget = '', registry, aspHome } }: ReturnType<typeof taskOptions<RunTargetOptions>>,
  part: (key: TargetKey) => string,
): Promise<string> {
  try {
    const key = await targetKey({
      projectRoot: join(workspaceRoot, root),
      registryDirectory: locateRegistry({
        cwd: workspaceRoot,
        env: process.env,
        ...(registry === undefined ? {} : { registry }),
        ...(aspHome === undefined ? {} : { aspHome }),
      }),
      target: runTarget,
      workspaceRoot,
      memory: openIntegrityMemory(workspaceRoot),
    });
    return key.state === 'current' && key.outside.length === 0 ? part(key) : NEVER_AGAIN();
  } catch (error) {
    if (!isAspError(error)) throw error;
    // The station will say it, with the place and what to do; a hasher that fails takes the whole run down.
    return NEVER_AGAIN();
  }
}

/** Of what nobody can tell when it changes, and of what fails, nothing may be found in a cache. */
const NEVER_AGAIN = (): string => `uncacheable ${randomUUID()}`;
