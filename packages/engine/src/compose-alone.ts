import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectPaths, withFileLock } from '@agent-spaces/core';
import { makeParent, pruneLeftovers } from '@agent-spaces/materializer';
import { composeBundle, openComposed, type ComposeRequest, type TargetBundle } from './compose-bundle';
import type { Session } from './session';

/**
 * Composes a bundle in a place that the caller holds no lock of, while nobody else composes there. What another process has made there
 * meanwhile is taken, if it is the same.
 * @throws LockError; what composing throws.
 */
export async function composeAlone(session: Session, request: ComposeRequest): Promise<TargetBundle> {
  const { directory } = request;
  makeParent(directory);
  return withFileLock(lockOf(directory), session.locking, async () => {
    pruneLeftovers(directory);
    return openComposed(session, request, 'files') ?? composeBundle(session, request);
  });
}

/** An install writes into `asp_modules`, so there its lock is taken; elsewhere the project need not even be writable. */
function lockOf(directory: string): string {
  const parent = dirname(directory);
  const { modules, manifest, lockFile } = projectPaths(dirname(parent));
  const isInstalled = parent === modules && existsSync(manifest);
  return isInstalled ? lockFile : join(parent, `.${basename(directory)}.lock`);
}
