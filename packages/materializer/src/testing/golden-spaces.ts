import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseSpaceManifest } from '@agent-spaces/core';
import type { SpaceContent, SpaceManifest } from '@agent-spaces/core';
import { contentOf } from './content-of';
import type { TestFile } from './content-of';

export interface GoldenSpace {
  readonly manifest: SpaceManifest;
  readonly content: SpaceContent;
}

/** The golden values, kept beside the repository; undefined where a checkout has none. */
export function goldenDirectory(name: string): string | undefined {
  const directory = resolve(__dirname, '../../../../../shared/golden', name);
  return existsSync(directory) ? directory : undefined;
}

/** The spaces of a golden registry, by id. The spec starts git, because a room's source does not. */
export function goldenSpaces(
  directory: string,
  runGit: (args: readonly string[]) => string,
): ReadonlyMap<string, GoldenSpace> {
  const repository = mkdtempSync(join(tmpdir(), 'golden-'));
  const git = (...args: string[]): string => runGit([`--git-dir=${repository}`, ...args]);
  try {
    git('init', '-q');
    git('fetch', '-q', join(directory, 'registry.bundle'), 'refs/*:refs/*');
    const spaces = new Map<string, Record<string, TestFile>>();
    for (const line of git('ls-tree', '-r', '-z', 'refs/heads/main', 'spaces/').split('\0')) {
      const [, mode, oid = '', id = '', path = ''] =
        /^(\d+) blob (\w+)\tspaces\/([^/]+)\/(.+)$/s.exec(line) ?? [];
      const text = id && git('cat-file', 'blob', oid);
      const file = mode === '100755' ? { executable: text } : mode === '120000' ? { symlink: text } : text;
      if (id) spaces.set(id, { ...spaces.get(id), [path]: file });
    }
    return new Map(
      [...spaces].map(([id, files]) => [id, { manifest: manifestOf(id, files), content: contentOf(files) }]),
    );
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

function manifestOf(id: string, files: Readonly<Record<string, TestFile>>): SpaceManifest {
  const text = files['space.toml'];
  if (typeof text !== 'string') throw new Error(`The golden space ${id} has no space.toml`);
  return parseSpaceManifest(text, `spaces/${id}/space.toml`);
}
