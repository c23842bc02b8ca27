import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Integrity, PluginCacheKey, SpaceKey } from '@agent-spaces/core';
import {
  addPlugin,
  locateAspHome,
  openBlobStore,
  type AspHome,
  type BlobStore,
  type CachedPlugin,
} from '@agent-spaces/store';

/** A store of a test's own, with plugins made of texts; what ends in `.sh` is executable. */
export interface TempPlugins {
  readonly root: string;
  readonly home: AspHome;
  /** A fresh one, which remembers no content, so every copy is read from disk and verified. */
  blobs(): BlobStore;
  plugin(digit: string, files: Readonly<Record<string, string>>): Promise<CachedPlugin>;
  dispose(): void;
}

export function tempPlugins(): TempPlugins {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'asp-bundle-')));
  const home = locateAspHome({ override: join(root, 'home'), env: {} });
  const blobs = (): BlobStore => openBlobStore(home);
  return {
    root,
    home,
    blobs,
    plugin: (digit, files) =>
      addPlugin(
        home,
        blobs(),
        {
          key: digit.repeat(64) as PluginCacheKey,
          spaceKey: `space-${digit}@dev` as SpaceKey,
          integrity: `sha256:${digit.repeat(64)}` as Integrity,
          pluginName: `space-${digit}`,
          pluginVersion: undefined,
          files: Object.entries(files).map(([path, text]) => ({
            path,
            text,
            executable: path.endsWith('.sh'),
          })),
        },
        { replace: false },
      ),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
