import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FactsByKind } from './facts';
import { workspaceDataDirectory } from './workspace-data-directory';
import { readDataFile, writeDataFile } from './workspace-data-file';

/** Facts of files by path from the workspace root, each with the hash of the content they were taken from. */
type Entries = Map<string, Entry>;

type Entry = readonly [contentHash: string, facts: FactsByKind[keyof FactsByKind]];

export interface FactsCache {
  /** What the file said the last time it had this content. */
  get<Kind extends keyof FactsByKind>(
    kind: Kind,
    file: string,
    contentHash: string,
  ): FactsByKind[Kind] | undefined;
  set<Kind extends keyof FactsByKind>(
    kind: Kind,
    file: string,
    contentHash: string,
    facts: FactsByKind[Kind],
  ): void;
  /** Writes what is new, for the next process. A cache that cannot be written only costs time. */
  save(): Promise<void>;
}

const openCaches = new Map<string, FactsCache>();

/**
 * What the plugin knows of the workspace's files, in memory and in one file of Nx's workspace data directory. Keyed by content: an
 * entry is right wherever it comes from. `NX_CACHE_PROJECT_GRAPH=false` turns both off, as it does for Nx's own.
 */
export function openFactsCache(workspaceRoot: string, env: NodeJS.ProcessEnv = process.env): FactsCache {
  if (env['NX_CACHE_PROJECT_GRAPH'] === 'false') return createCache(workspaceRoot, new Map(), undefined);
  const file = join(workspaceDataDirectory(workspaceRoot, env), 'agent-spaces.facts');
  const open =
    openCaches.get(file) ??
    createCache(workspaceRoot, new Map(readDataFile(file) as [string, Entry][] | undefined), file);
  openCaches.set(file, open);
  return open;
}

function createCache(workspaceRoot: string, entries: Entries, cacheFile: string | undefined): FactsCache {
  const used = new Set<string>();
  let changed = false;
  return {
    get: (kind, file, contentHash) => {
      const key = `${kind} ${file}`;
      const entry = entries.get(key);
      if (entry?.[0] !== contentHash) return undefined;
      used.add(key);
      return entry[1] as FactsByKind[typeof kind];
    },
    set: (kind, file, contentHash, facts) => {
      const key = `${kind} ${file}`;
      used.add(key);
      entries.set(key, [contentHash, facts]);
      changed = true;
    },
    save: async () => {
      if (!changed || cacheFile === undefined) return;
      changed = false;
      for (const key of entries.keys()) {
        const isGone = !used.has(key) && !existsSync(join(workspaceRoot, key.slice(key.indexOf(' ') + 1)));
        if (isGone) entries.delete(key);
      }
      await writeDataFile(cacheFile, [...entries]);
    },
  };
}
