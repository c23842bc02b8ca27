import { isRecord } from '@agent-spaces/core';
import { MATERIALIZER_VERSION } from '@agent-spaces/store';
import { isStringArray } from './json';

/** The texts of a bundle's own files. */
export interface BundleTexts {
  /** `settings.json`. */
  readonly settings: string;
  /** `mcp.json`; `undefined` when no space brings a server: then there is no such file. */
  readonly mcp: string | undefined;
  /** `.asp-bundle.json`. */
  readonly record: string;
}

/** What the client is given beside the plugins. */
export interface Composition {
  readonly settings: object;
  /** `undefined` when no space brings a server. */
  readonly mcp: object | undefined;
}

export interface RecordedBundle {
  /** In load order. */
  readonly plugins: readonly { readonly name: string; readonly cacheKey: string }[];
  readonly composition: Composition;
  /** The same with placeholders for every absolute path. */
  readonly portable: Composition;
  /** What is to be known of the bundle without opening its plugins again: lint results. Plain JSON. */
  readonly notes: unknown;
}

/**
 * The record says what the bundle is, and nothing of where, when or by whom it was made: equal pins give equal bytes on every machine,
 * so a cache may keep it and a reader can compare it.
 */
export const bundleTexts = ({ plugins, composition, portable, notes }: RecordedBundle): BundleTexts => ({
  settings: jsonText(composition.settings),
  mcp: composition.mcp && jsonText(composition.mcp),
  record: jsonText({
    bundle: 2,
    materializer: MATERIALIZER_VERSION,
    plugins: plugins.map(({ name, cacheKey }) => ({ name, cacheKey })),
    settings: portable.settings,
    mcp: portable.mcp,
    notes,
  }),
});

/** The plugins that a record names, whoever wrote it; none for what is no record. */
export function pluginsIn(record: string): RecordedBundle['plugins'] {
  try {
    const document: unknown = JSON.parse(record);
    const plugins: unknown = isRecord(document) ? document['plugins'] : undefined;
    return Array.isArray(plugins) ? plugins.filter(isRecordedPlugin) : [];
  } catch {
    return [];
  }
}

const isRecordedPlugin = (value: unknown): value is RecordedBundle['plugins'][number] =>
  isRecord(value) && isStringArray([value['name'], value['cacheKey']]);

/** The notes of a record that is known to be ours. */
export const notesIn = (record: string): unknown =>
  (JSON.parse(record) as { readonly notes?: unknown }).notes;

const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
