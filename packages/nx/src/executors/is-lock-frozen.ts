import { existsSync } from 'node:fs';
import { projectPaths } from '@agent-spaces/core';

/**
 * Whether a lock that would have to change is one that somebody forgot to commit: in CI, where Nx runs no sync generators by itself.
 * @param project absolute
 */
export const isLockFrozen = (project: string): boolean =>
  !['', 'false', '0'].includes(process.env['CI'] ?? '') && existsSync(projectPaths(project).lock);
