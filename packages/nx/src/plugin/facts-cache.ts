import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FactsByKind } from './facts';
import { workspaceDataDirectory } from './workspace-data-directory';

/** Raise it with every change to the shape of the facts. */
const FORMAT = 1;

/** Facts of files by path from the workspace root, each with the hash of the content they were taken from. */
type Entries = Map<string, readonly [contentHash: string, facts: FactsByKind[keyof FactsByKind]]>;

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
  const open = openCaches.get(file) ?? createCache(workspaceRoot, readEntries(file), file);
  openCaches.set(file, open);
  return open;
}

export const hashContent = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('base64url');

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
      await writeEntries(cacheFile, entries);
    },
  };
}

/** The first line says which plugin wrote the rest, and what it must hash to. */
const firstLine = (body: string): string => `agent-spaces ${FORMAT} ${pluginVersion()} ${hashContent(body)}`;

function readEntries(file: string): Entries {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== firstLine(body)) return new Map();
    return new Map(JSON.parse(body) as [string, [string, FactsByKind[keyof FactsByKind]]][]);
  } catch {
    return new Map();
  }
}

async function writeEntries(file: string, entries: Entries): Promise<void> {
  const body = JSON.stringify([...entries]);
  try {
    const { writeFileAtomic } = await import('@agent-spaces/core');
    mkdirSync(dirname(file), { recursive: true });
    await writeFileAtomic(file, `${firstLine(body)}\n${body}`);
  } catch {
    // A read-only checkout still has a graph.
  }
}

let version: string | undefined;

function pluginVersion(): string {
  if (version === undefined) {
    const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      readonly version: string;
    };
    version = manifest.version;
  }
  return version;
}
