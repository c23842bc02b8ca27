import {
  ConfigError,
  createSource,
  decodeText,
  isRecord,
  locate,
  parseJson,
  place,
  type SourceLocation,
  type SpaceContent,
  type SpaceManifest,
} from '@agent-spaces/core';
import { PLUGIN_JSON, pluginManifestText, readHooks, readMcpServers } from '@agent-spaces/materializer';
import type { PluginSource } from './marketplace-source';

/** What `.claude-plugin/marketplace.json` says of one space. The space itself needs no `plugin.json`, so all of it stands here. */
export type MarketplaceEntry = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly source: PluginSource;
};

/** The keys that follow from the space, in the order they are written. All others in an entry are the user's. */
export const ENTRY_KEYS = [
  ...['name', 'version', 'description', 'source', 'strict', 'author', 'homepage', 'repository', 'license'],
  ...['keywords', 'mcpServers', 'hooks', 'dependencies'],
] as const;

const MCP_JSON = 'mcp/mcp.json';

export interface OfferedSpace {
  readonly manifest: SpaceManifest;
  readonly content: SpaceContent;
  readonly source: PluginSource;
  /** Plugins of the same marketplace that the client installs along. */
  readonly dependencies: readonly string[];
}

/**
 * The entry of a space: what its plugin.json would say, and what the client does not find by itself in a space directory, which is
 * `mcp/mcp.json`, and hooks where they are written as TOML.
 */
export async function marketplaceEntry({
  manifest,
  content,
  source,
  dependencies,
}: OfferedSpace): Promise<MarketplaceEntry> {
  const [servers, hooks] = await Promise.all([readMcpServers(content, manifest.id), readHooks(content)]);
  const plugin = JSON.parse(pluginManifestText(manifest)) as { readonly name: string };
  const entry = {
    ...plugin,
    source,
    strict: false,
    ...(servers.some(({ file }) => file === MCP_JSON) ? { mcpServers: `./${MCP_JSON}` } : {}),
    ...(hooks.kind === 'ok' && hooks.generated !== undefined ? { hooks: eventsOf(hooks.generated) } : {}),
    ...(dependencies.length > 0 ? { dependencies } : {}),
  };
  const members = new Map<string, unknown>(Object.entries(entry));
  return Object.fromEntries(
    ENTRY_KEYS.filter((key) => members.has(key)).map((key) => [key, members.get(key)]),
  ) as MarketplaceEntry;
}

/** In an entry the client wants the events themselves; with the wrapper of `hooks.json` it refuses the whole entry. */
const eventsOf = (hooksJson: string): unknown => (JSON.parse(hooksJson) as { readonly hooks: unknown }).hooks;

/**
 * A plugin.json that a space brings along is all that a stock client goes by: it must not tell another story than `space.toml`.
 *
 * @param directory of the space, for messages
 * @throws ConfigError, naming both places
 */
export async function checkOwnPluginManifest(
  { manifest, content }: Pick<OfferedSpace, 'manifest' | 'content'>,
  directory: string,
  inManifest: (...path: readonly string[]) => SourceLocation,
): Promise<void> {
  if (!content.files.some(({ path }) => path === PLUGIN_JSON)) return;
  const file = `${directory}/${PLUGIN_JSON}`;
  const text = decodeText(await content.read(PLUGIN_JSON), file);
  const document = parseJson(text, file);
  const said = isRecord(document) ? document : {};
  const { plugin = {}, id, version } = manifest;
  const meant = {
    name: [plugin.name ?? id, plugin.name === undefined ? ['id'] : ['plugin', 'name']],
    version: [plugin.version ?? version, plugin.version === undefined ? ['version'] : ['plugin', 'version']],
  } as const;
  for (const [key, [value, path]] of Object.entries(meant)) {
    if (said[key] === undefined || said[key] === value) continue;
    throw new ConfigError(
      `${PLUGIN_JSON} says the plugin's ${key} is ${JSON.stringify(said[key])}, but ${place(inManifest(...path))} says ${JSON.stringify(value)}`,
      {
        location: locate(createSource('json', text, file), [key], 'value'),
        hint: `Remove ${PLUGIN_JSON} from the space, because it follows from space.toml, or make the two the same.`,
      },
    );
  }
}
