import {
  ConfigError,
  createSource,
  formatJson,
  isRecord,
  locate,
  parseJson,
  removeJsonValue,
  setJsonValue,
  type Source,
  type SpaceId,
} from '@agent-spaces/core';
import { ENTRY_KEYS, type MarketplaceEntry } from './marketplace-entry';
import { isSourceOf } from './marketplace-source';

export const MARKETPLACE_JSON = '.claude-plugin/marketplace.json';

/** A plugin in a marketplace, as far as it matters here. */
export interface ListedPlugin {
  readonly name: string;
  readonly source: unknown;
  readonly members: Readonly<Record<string, unknown>>;
}

export interface Marketplace {
  readonly source: Source;
  /** In file order; an item that is none has no name. */
  readonly plugins: readonly ListedPlugin[];
}

/**
 * Reads `.claude-plugin/marketplace.json`. Only the list of plugins is looked at: the rest is between its author and the client.
 *
 * @throws ConfigParseError; ConfigError where it is no marketplace
 */
export function parseMarketplace(text: string, file: string): Marketplace {
  const document = parseJson(text, file);
  const source = createSource('json', text, file);
  const refuse = (path: readonly string[], what: string): ConfigError =>
    new ConfigError(`${what}, so this is no marketplace`, {
      location: locate(source, path, 'value'),
      hint: 'Write {"name": "…", "owner": {"name": "…"}, "plugins": []}, or remove the file to have it made anew.',
    });
  if (!isRecord(document)) throw refuse([], 'The file is not a JSON object');
  const { plugins = [] } = document;
  if (!Array.isArray(plugins)) throw refuse(['plugins'], '"plugins" is not a list');
  return {
    source,
    plugins: plugins.map((item: unknown) => {
      const members = isRecord(item) ? item : {};
      return {
        name: typeof members['name'] === 'string' ? members['name'] : '',
        source: members['source'],
        members,
      };
    }),
  };
}

/**
 * The text with the entry of one space brought up to date, or added at the end. Other plugins, keys this does not know, their order and
 * the layout stay.
 *
 * @throws ConfigError where another plugin has the name already
 */
export function withEntry(
  text: string,
  { source, plugins }: Marketplace,
  id: SpaceId,
  entry: MarketplaceEntry,
): string {
  const found = plugins.findIndex(({ name }) => name === entry.name);
  const standing = plugins[found];
  // Where the list is missing, an index would make an object.
  if (plugins.length === 0) return setJsonValue(text, ['plugins'], [entry]);
  if (!standing) return setJsonValue(text, ['plugins', String(plugins.length)], entry);
  if (!isSourceOf(standing.source, id)) {
    throw new ConfigError(`The marketplace has another plugin called "${entry.name}"`, {
      location: locate(source, ['plugins', String(found)], 'value'),
      hint: `Remove that entry, or give the space another plugin.name than "${entry.name}".`,
    });
  }
  return ENTRY_KEYS.reduce((edited, key) => {
    const path = ['plugins', String(found), key];
    return entry[key] === undefined ? removeJsonValue(edited, path) : setJsonValue(edited, path, entry[key]);
  }, text);
}

export interface MarketplaceFacts {
  /** What the registry is called: its repository, or its directory. */
  readonly registry: string;
  readonly owner: string;
}

/** A marketplace with no plugins. Everything in it is the user's to change afterwards. */
export const newMarketplace = ({ registry, owner }: MarketplaceFacts): string => {
  const name = marketplaceName(registry);
  return formatJson({ name, description: `Spaces of ${registry}`, owner: { name: owner }, plugins: [] });
};

/** The client keeps these for itself, and what could be taken for its maker's. */
const RESERVED = /^(?:inline|builtin|skills-dir|agent-skills)$|claude|anthropic/;

function marketplaceName(registry: string): string {
  const words = registry.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-').slice(0, 64).replace(/-$/, '');
  return name === '' || RESERVED.test(name) ? 'agent-spaces' : name;
}
