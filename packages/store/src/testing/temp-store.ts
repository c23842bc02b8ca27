import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommitSha, SpaceContent, SpaceId, SpaceKey } from '@agent-spaces/core';
import { computeIntegrity, computePluginCacheKey, workingCopyContent } from '@agent-spaces/resolver';
import { locateAspHome, type AspHome } from '../asp-home';
import type { PluginFileRequest, PluginRequest } from '../plugin-cache';
import type { SnapshotRequest } from '../snapshots';

/** A directory of this test file, gone after it. */
export function tempDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'asp-store-')));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Gives each call a store of its own below `root`. */
export function homesBelow(root: string): () => AspHome {
  let made = 0;
  return () => locateAspHome({ override: join(root, `home${(made += 1)}`), env: {} });
}

export type Files = Readonly<Record<string, string | { readonly executable: string }>>;

export function writeFiles(directory: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : content.executable);
    chmodSync(file, typeof content === 'string' ? 0o644 : 0o755);
  }
}

/** A request for a snapshot of a real directory. */
export async function snapshotRequest(source: string, files: Files = {}): Promise<SnapshotRequest> {
  writeFiles(source, files);
  return requestOf(await workingCopyContent(source));
}

export const requestOf = (content: SpaceContent): SnapshotRequest => ({
  spaceId: 'a' as SpaceId,
  commit: 'c'.repeat(40) as CommitSha,
  integrity: computeIntegrity(content.files),
  sourcePath: 'spaces/a',
  content,
});

/** A request for a cache entry of these files, under the key that belongs to `name`. */
export function pluginRequest(name: string, files: readonly PluginFileRequest[]): PluginRequest {
  const integrity = computeIntegrity([]);
  return {
    key: computePluginCacheKey(integrity, name, '1.0.0'),
    spaceKey: `${name}@cccccccccccc` as SpaceKey,
    integrity,
    pluginName: name,
    pluginVersion: '1.0.0',
    files,
  };
}

export const textFile = (path: string, text: string): PluginFileRequest => ({
  path,
  text,
  executable: false,
});

/** Overwrites a file in place, as an editor does that keeps the inode: every hard link sees it. */
export function tamper(path: string, text: string): void {
  chmodSync(path, 0o644);
  writeFileSync(path, text);
}

export const inodeOf = (path: string): number => lstatSync(path).ino;

export const namesIn = (directory: string): string[] => readdirSync(directory).sort();
