import { pluginDataDirectory } from '@agent-spaces/claude';
import type { ClaudeOptions } from '@agent-spaces/core';
import { lintPins, lintTarget, type LintWarning, type PinnedTarget } from '@agent-spaces/lint';
import {
  composeMcp,
  composeSettings,
  computeBundleKey,
  openBundle,
  pluginDirectoryName,
  readMcpServers,
  readSpaceSettings,
  writeBundle,
  type ComposedBundle,
  type Scrutiny,
} from '@agent-spaces/materializer';
import type { Closure, SpaceSource } from '@agent-spaces/resolver';
import { join } from 'node:path';
import { ensurePlugin, ensureSource, isStored, locateSpace, repairing, type LocatedSpace } from './plugins';
import { lockEntryOf, type Project } from './project';
import { realPlace } from './real-place';
import type { Session } from './session';

/** What composing a bundle needs to know; everything else follows from the content of the spaces. */
export interface ComposeRequest extends PinnedTarget {
  /**
   * Absolute; where the bundle will lie. Symlinks above it are followed: the client lets a skill read its files only where every name
   * it has for them is allowed, and a bundle has one.
   */
  readonly directory: string;
  /** Absolute; what `${CLAUDE_PROJECT_DIR}` stands for in MCP servers. */
  readonly projectRoot: string;
  readonly claude: ClaudeOptions;
  /** In load order. */
  readonly spaces: readonly LocatedSpace[];
  /** Whether something at `directory` that asp did not make may be replaced: in `asp_modules`, which is ours by contract. */
  readonly mayReplaceForeign: boolean;
}

export interface TargetBundle extends ComposedBundle {
  readonly warnings: readonly LintWarning[];
}

/** The spaces of a closure, with their places in the project's lock where they are taken from it. */
export const locateClosure = (
  session: Session,
  closure: Closure,
  project?: Project,
): Promise<readonly LocatedSpace[]> =>
  Promise.all(
    [...closure.spaces].map(([key, space]) =>
      locateSpace(session, key, space, project && lockEntryOf(project, key)),
    ),
  );

function keyOf({ directory, projectRoot, claude, spaces }: ComposeRequest): string {
  return computeBundleKey({
    directory,
    projectRoot,
    claude,
    plugins: spaces.map(({ space, cacheKey }) => ({ id: space.id, cacheKey })),
  });
}

/** The bundle at `directory` if it is what composing would write there, untouched, and the store still holds what it came from. */
export function openComposed(
  session: Session,
  asked: ComposeRequest,
  scrutiny: Scrutiny,
): TargetBundle | undefined {
  const request = inRealPlace(asked);
  const bundle = openBundle(request.directory, keyOf(request), scrutiny);
  if (!bundle || !request.spaces.every((space) => isStored(session, space))) return undefined;
  return { ...bundle, warnings: warningsOf(request, bundle.notes as readonly LintWarning[]) };
}

/**
 * Materializes, lints and composes (seed 003 §7). Store entries that turn out damaged on the way are rebuilt, once.
 * @throws what planning, composing and the store throw.
 */
export const composeBundle = (session: Session, request: ComposeRequest): Promise<TargetBundle> =>
  repairing(session, request.spaces, () => compose(session, inRealPlace(request)));

const inRealPlace = (request: ComposeRequest): ComposeRequest => ({
  ...request,
  directory: realPlace(request.directory),
});

async function compose(session: Session, request: ComposeRequest): Promise<TargetBundle> {
  const { directory, projectRoot, claude, spaces } = request;
  const members = await eachSpace(session, spaces, async (located) => {
    const plugin = await ensurePlugin(session, located);
    const { manifest, content } = await ensureSource(session, located);
    const servers = await readMcpServers(content, located.space.id);
    return { located, plugin, manifest, content, servers };
  });

  const pluginsDirectory = join(directory, 'plugins');
  const { mcp } = composeMcp(
    members.map(({ located: { space }, servers }, index) => ({
      spaceId: space.id,
      directory: join(pluginsDirectory, pluginDirectoryName(index, space.id, members.length)),
      dataDirectory: pluginDataDirectory(space.plugin.name),
      servers,
    })),
    { projectRoot },
  );
  const { settings } = composeSettings(
    await Promise.all(
      members.map(async ({ located: { space }, manifest, content }) => ({
        id: space.id,
        settings: await readSpaceSettings(manifest, content),
      })),
    ),
    { claude, pluginsDirectory },
  );
  const found = await lintSpaces(
    members.map(({ located, manifest, content }) => ({ located, source: { manifest, content } })),
  );
  const bundle = writeBundle(
    session.blobs,
    directory,
    keyOf(request),
    {
      plugins: members.map(({ located: { space }, plugin }) => ({ id: space.id, plugin })),
      mcp: Object.keys(mcp.mcpServers).length ? mcp : undefined,
      settings,
      notes: found,
    },
    { mayReplaceForeign: request.mayReplaceForeign },
  );
  return { ...bundle, warnings: warningsOf(request, found) };
}

/**
 * What lint says of a bundle, by code. What follows from the pins is not kept with it: one bundle serves whoever pins the same
 * content, and who requires what may be another each time.
 */
const warningsOf = (request: ComposeRequest, found: readonly LintWarning[]): readonly LintWarning[] => [
  ...found,
  ...lintPins(request),
];

/** Lint over the spaces of one target, in load order (seed 003 §9.2). */
export const lintSpaces = (
  members: readonly { readonly located: LocatedSpace; readonly source: SpaceSource }[],
): Promise<readonly LintWarning[]> =>
  lintTarget({
    spaces: members.map(({ located: { key, space }, source: { manifest, content } }) => ({
      key,
      id: space.id,
      pluginName: space.plugin.name,
      ...(manifest.settings ? { settings: manifest.settings } : {}),
      content,
    })),
  });

/** A few at a time: git delivers the next space while the last one is written; more would only hold more bytes in memory. */
const CONCURRENT_SPACES = 4;

export async function eachSpace<Result>(
  session: Session,
  spaces: readonly LocatedSpace[],
  work: (space: LocatedSpace) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < spaces.length; index = next++) {
      const space = spaces[index];
      if (!space) return;
      try {
        results[index] = await work(space);
      } catch (error) {
        next = spaces.length;
        throw error;
      }
      session.progress('materialize', ++done, spaces.length);
    }
  };
  // Every worker is at rest before the first failure is reported: nothing may be written after a command has failed.
  const outcomes = await Promise.allSettled(Array.from({ length: CONCURRENT_SPACES }, worker));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
