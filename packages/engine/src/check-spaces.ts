import { existsSync } from 'node:fs';
import { planPlugin, readSpaceSettings } from '@agent-spaces/materializer';
import { assertPluginIdentity, readSource, repairing, type LocatedSpace } from './plugins';
import type { Session } from './session';

/**
 * Finds out whether every space that the store does not have yet can become a plugin, before a byte is written for any of them: a
 * command that fails for what a space holds leaves the disk as it was.
 * @throws what materializing them would throw.
 */
export async function checkSpaces(session: Session, spaces: readonly LocatedSpace[]): Promise<void> {
  const unknown = spaces.filter(({ cacheKey }) => !existsSync(session.home.plugin(cacheKey)));
  await repairing(session, unknown, () =>
    Promise.all(unknown.map((located) => checkSpace(session, located))),
  );
}

async function checkSpace(session: Session, located: LocatedSpace): Promise<void> {
  const { manifest, content } = await readSource(session, located);
  // Modes cannot make a plan fail, so the contents they hang on are left to the one pass that writes them.
  const plan = await planPlugin(manifest, { ...content, hasShebang: () => Promise.resolve(false) });
  assertPluginIdentity(located, plan);
  await readSpaceSettings(manifest, content);
}
