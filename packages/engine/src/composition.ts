import { pluginDataDirectory } from '@agent-spaces/claude';
import type { ClaudeOptions } from '@agent-spaces/core';
import { lintTarget, type LintWarning } from '@agent-spaces/lint';
import {
  composeMcp,
  composeSettings,
  pluginDirectoryName,
  readMcpServers,
  readSpaceSettings,
  type Composition,
} from '@agent-spaces/materializer';
import type { SpaceSource } from '@agent-spaces/resolver';
import { join, posix } from 'node:path';
import type { LocatedSpace } from './plugins';

/** A space of a target, read. */
export interface TargetMember {
  readonly located: LocatedSpace;
  readonly source: SpaceSource;
}

export interface CompositionRequest {
  /** Absolute; where the bundle will lie. */
  readonly directory: string;
  /** Absolute; what `${CLAUDE_PROJECT_DIR}` stands for in MCP servers. */
  readonly projectRoot: string;
  /** The merged `[claude]` options. */
  readonly claude: ClaudeOptions;
}

/** What a bundle holds beside its plugins. */
export interface ComposedContent {
  readonly composition: Composition;
  /** The same with `${ASP_TARGET_DIR}` and `${ASP_PROJECT_DIR}` where it names the bundle and the project. */
  readonly portable: Composition;
  readonly notes: readonly LintWarning[];
}

const PLACEHOLDERS = { directory: '${ASP_TARGET_DIR}', projectRoot: '${ASP_PROJECT_DIR}' };

/**
 * Computes the settings, the MCP servers and the lint results of a target from its spaces in load order (seed 003 §7.3, §7.4).
 * @throws what reading them throws.
 */
export async function composeContent(
  { directory, projectRoot, claude }: CompositionRequest,
  members: readonly TargetMember[],
): Promise<ComposedContent> {
  const read = await Promise.all(
    members.map(async ({ located: { space }, source: { manifest, content } }) => ({
      space,
      servers: await readMcpServers(content, space.id),
      settings: await readSpaceSettings(manifest, content),
    })),
  );
  const composeAt = (
    place: typeof PLACEHOLDERS,
    below: (directory: string, ...names: readonly string[]) => string,
  ): Composition => {
    const pluginsDirectory = below(place.directory, 'plugins');
    const { mcp } = composeMcp(
      read.map(({ space, servers }, index) => ({
        spaceId: space.id,
        directory: below(pluginsDirectory, pluginDirectoryName(index, space.id, read.length)),
        dataDirectory: pluginDataDirectory(space.plugin.name),
        servers,
      })),
      { projectRoot: place.projectRoot },
    );
    const { settings } = composeSettings(
      read.map(({ space, settings: wanted }) => ({ id: space.id, settings: wanted })),
      { claude, pluginsDirectory },
    );
    return { settings, mcp: Object.keys(mcp.mcpServers).length ? mcp : undefined };
  };
  return {
    composition: composeAt({ directory, projectRoot }, join),
    portable: composeAt(PLACEHOLDERS, posix.join),
    notes: await lintSpaces(members),
  };
}

/** Lint over the spaces of one target, in load order (seed 003 §9.2). */
export const lintSpaces = (members: readonly TargetMember[]): Promise<readonly LintWarning[]> =>
  lintTarget({
    spaces: members.map(({ located: { key, space }, source: { manifest, content } }) => ({
      key,
      id: space.id,
      pluginName: space.plugin.name,
      ...(manifest.settings ? { settings: manifest.settings } : {}),
      content,
    })),
  });
