import { existsSync } from 'node:fs';
import os, { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Integrity, PluginCacheKey } from '@agent-spaces/core';
import { locateAspHome } from './asp-home';
import { tempDirectory } from './testing/temp-store';

const root = tempDirectory();

describe('locateAspHome', () => {
  afterEach(() => jest.restoreAllMocks());

  it('takes the override before ASP_HOME before ~/.asp', () => {
    const env = { ASP_HOME: join(root, 'env') };
    expect(locateAspHome({ override: join(root, 'option'), env }).root).toBe(join(root, 'option'));
    expect(locateAspHome({ env }).root).toBe(join(root, 'env'));
    expect(locateAspHome({ env: {} }).root).toBe(join(homedir(), '.asp'));
    expect(locateAspHome({ override: 'relative', env: {} }).root).toBe(resolve('relative'));
  });

  it.each(['', 'relative', '~/.asp', './x'])(
    'refuses %j as ASP_HOME, which would depend on the directory',
    (home) => {
      expect(() => locateAspHome({ env: { ASP_HOME: home } })).toThrow(
        expect.objectContaining({ code: 'CONFIG_ERROR', hint: expect.stringContaining('absolute') }),
      );
    },
  );

  it.each(['', 'relative'])('refuses %j as the home directory too, where nothing else is said', (home) => {
    jest.spyOn(os, 'homedir').mockReturnValue(home);
    expect(() => locateAspHome({ env: {} })).toThrow(
      expect.objectContaining({ code: 'CONFIG_ERROR', hint: expect.stringMatching(/HOME.*--asp-home/) }),
    );
    expect(locateAspHome({ env: { ASP_HOME: root } }).root).toBe(root);
  });

  it('is the layout of the seed, everything below one root', () => {
    const home = locateAspHome({ env: { ASP_HOME: `${root}/x/../home/` } });
    expect(home).toMatchObject({
      root: join(root, 'home'),
      registry: join(root, 'home/repo'),
      snapshots: join(root, 'home/snapshots'),
      cache: join(root, 'home/cache'),
      tmp: join(root, 'home/tmp'),
      globalLock: join(root, 'home/global-lock.json'),
      storeLock: join(root, 'home/store.lock'),
    });
    const digest = 'a'.repeat(64);
    expect(home.snapshot(`sha256:${digest}` as Integrity)).toBe(join(root, 'home/snapshots', digest));
    expect(home.plugin(digest as PluginCacheKey)).toBe(join(root, 'home/cache', digest));
  });

  it('creates nothing', () => {
    const home = locateAspHome({ override: join(root, 'untouched'), env: {} });
    expect(existsSync(home.root)).toBe(false);
  });
});
