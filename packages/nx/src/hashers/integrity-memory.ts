import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IntegrityMemory } from '@agent-spaces/engine';
import { workspaceDataDirectory } from '../plugin/workspace-data-directory';
import { readDataFile, writeDataFile } from '../plugin/workspace-data-file';

type Entries = Map<string, readonly [stamp: string, integrity: string]>;

const open = new Map<string, IntegrityMemory>();

/**
 * The memory of a workspace's spaces: in one file of Nx's workspace data directory, which `nx reset` throws away. What is new is
 * written while the tasks run, once for all that was hashed together.
 */
export function openIntegrityMemory(
  workspaceRoot: string,
  env: NodeJS.ProcessEnv = process.env,
): IntegrityMemory {
  const file = join(workspaceDataDirectory(workspaceRoot, env), 'agent-spaces.integrities');
  const memory = open.get(file) ?? createMemory(file);
  open.set(file, memory);
  return memory;
}

function createMemory(file: string): IntegrityMemory {
  const entries: Entries = new Map(readDataFile(file) as [string, readonly [string, string]][] | undefined);
  let writing = false;
  let changed = false;
  const save = async (): Promise<void> => {
    writing = true;
    while (changed) {
      changed = false;
      for (const directory of entries.keys()) if (!existsSync(directory)) entries.delete(directory);
      await writeDataFile(file, [...entries]);
    }
    writing = false;
  };
  return {
    get: (directory, stamp) => {
      const [known, integrity] = entries.get(directory) ?? [];
      return known === stamp ? integrity : undefined;
    },
    set: (directory, stamp, integrity) => {
      entries.set(directory, [stamp, integrity]);
      if (!changed && !writing) setImmediate(() => void save());
      changed = true;
    },
  };
}
