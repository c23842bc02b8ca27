import type {
  CommitSha,
  LockedSpace,
  PluginCacheKey,
  SpaceContent,
  SpaceId,
  SpaceKey,
} from '@agent-spaces/core';
import { DEV_INTEGRITY } from '@agent-spaces/core';
import { readManifest, type LocatedSpace } from './plugins';

const space: LockedSpace = {
  id: 'a' as SpaceId,
  commit: '0123456789abcdef0123456789abcdef01234567' as CommitSha,
  path: 'spaces/a',
  integrity: DEV_INTEGRITY,
  plugin: { name: 'a' },
  deps: { spaces: [] },
  resolvedFrom: { selector: 'HEAD' },
};
const located: LocatedSpace = {
  key: 'a@0123456789ab' as SpaceKey,
  space,
  integrity: space.integrity,
  cacheKey: '' as PluginCacheKey,
  working: undefined,
  lockEntry: undefined,
};
const contentOf = (manifest: Buffer): SpaceContent => ({
  files: [],
  read: () => Promise.resolve(manifest),
  hasShebang: () => Promise.resolve(false),
});

describe('the manifest of a pinned space', () => {
  it('is refused where it is no text, though a snapshot of an older asp has it', async () => {
    const toml = 'schema = 1\nid = "a"\ndescription = "caf\xe9"\n';
    expect(await readManifest(located, contentOf(Buffer.from(toml)))).toMatchObject({ description: 'café' });
    await expect(readManifest(located, contentOf(Buffer.from(toml, 'latin1')))).rejects.toMatchObject({
      code: 'CONFIG_PARSE_ERROR',
      location: { file: '0123456789ab:spaces/a/space.toml', line: 3 },
    });
  });
});
