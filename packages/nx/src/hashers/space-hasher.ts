import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isAspError } from '@agent-spaces/core';
import { workingCopyIntegrity } from '@agent-spaces/engine';
import { workspaceRoot, type CustomHasher } from '@nx/devkit';
import { openIntegrityMemory } from './integrity-memory';
import { hashTaskWith } from './hash-task-with';
import { taskOptions } from './task-options';

/**
 * Nx's own hash of the declared inputs, and the integrity of the space as it lies on disk: with the mode of every file and the files
 * that git ignores, both of which go into the plugin and neither of which Nx sees.
 */
const hashSpace: CustomHasher = (task, context) =>
  hashTaskWith(task, context, {
    name: 'asp:space',
    read: () => integrityOf(taskOptions(task, context).root),
  });

export default hashSpace;

async function integrityOf(root: string): Promise<string> {
  try {
    return await workingCopyIntegrity(join(workspaceRoot, root), openIntegrityMemory(workspaceRoot));
  } catch (error) {
    if (!isAspError(error)) throw error;
    // The executor will say what is wrong with the files.
    return `unreadable ${randomUUID()}`;
  }
}
