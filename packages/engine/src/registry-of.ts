import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { LockRegistry } from '@agent-spaces/core';
import type { Session } from './session';

/**
 * What a project's lock says of the registry. Where the project lies in the registry's own working tree, as in a monorepo, that is the way
 * there: how a clone calls its remote, and where it lies, differ from clone to clone, and the lock is the same in all of them.
 */
export async function registryOf(session: Session, projectRoot: string): Promise<LockRegistry> {
  const registry = await session.lockRegistry();
  const way = wayUp(projectRoot, session.registryDirectory);
  return way === undefined ? registry : { ...registry, url: way };
}

/** `/`-separated, `.` for the same place; `undefined` where the project lies elsewhere. */
function wayUp(project: string, registry: string): string | undefined {
  if (!existsSync(registry)) return undefined;
  const [from, to] = [realpathSync(project), realpathSync(registry)];
  const down = relative(to, from);
  if (down === '..' || down.startsWith(`..${sep}`) || isAbsolute(down)) return undefined;
  return relative(from, to).split(sep).join('/') || '.';
}
