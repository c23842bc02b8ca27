import { basename, join } from 'node:path';
import {
  isolateGit,
  publishingRegistry,
  spaceToml,
  stateOf,
  tempDirectory,
  type PublishingRegistry,
} from './testing/publishing-registry';

isolateGit();
const root = tempDirectory();
let made = 0;
const MARKETPLACE = '.claude-plugin/marketplace.json';

function registryOf(files: Readonly<Record<string, string>>, remote?: string): PublishingRegistry {
  const registry = publishingRegistry(join(root, `p${(made += 1)}`, 'Team Spaces!'));
  if (remote !== undefined) registry.git('remote', 'add', 'origin', remote);
  registry.commit(files);
  return registry;
}

const ALPHA = {
  'spaces/alpha/space.toml': spaceToml('alpha', '1.0.0'),
  'spaces/alpha/commands/hi.md': 'Hi.\n',
};

interface Listed {
  readonly name: string;
  readonly owner: object;
  readonly plugins: readonly Readonly<Record<string, unknown>>[];
}

const marketplaceOf = ({ read }: PublishingRegistry): Listed => JSON.parse(read(MARKETPLACE) ?? '') as Listed;

describe('the marketplace that publishing writes', () => {
  it('is made in the name of who publishes, with the space as a path where there is no remote', async () => {
    const registry = registryOf(ALPHA);
    await registry.publish({ space: 'alpha' });
    expect(registry.read(MARKETPLACE)).toBe(`{
  "name": "team-spaces",
  "description": "Spaces of Team Spaces!",
  "owner": {
    "name": "Ada"
  },
  "plugins": [
    {
      "name": "alpha",
      "version": "1.0.0",
      "description": "What alpha does",
      "source": "./spaces/alpha",
      "strict": false
    }
  ]
}
`);
  });

  it.each([
    ['https://git.example.com/team/agent-skills.git', 'agent-spaces'],
    ['https://git.example.com/team/claude-things', 'agent-spaces'],
    ['git@git.example.com:Tools_2.git', 'tools-2'],
  ])('of %s has a name that the client accepts', async (remote, name) => {
    const registry = registryOf(ALPHA, remote);
    await registry.publish({ space: 'alpha' });
    expect(marketplaceOf(registry)).toMatchObject({ name });
  });

  it('says of a space what its plugin.json would, and what the client does not find by itself', async () => {
    const registry = registryOf({
      ...ALPHA,
      'spaces/alpha/space.toml': spaceToml(
        'alpha',
        '1.0.0',
        '[plugin]\nname = "alpha-tools"\nversion = "3.0.0"\nlicense = "MIT"\nkeywords = ["x"]\n[plugin.author]\nemail = "ada@example.com"\n',
      ),
      'spaces/alpha/mcp/mcp.json': '{"mcpServers": {"facts": {"command": "node"}}}',
      'spaces/alpha/hooks/hooks.toml': '[[hook]]\nevent = "session_start"\nscript = "hooks/hi.sh"\n',
      'spaces/alpha/hooks/hi.sh': '#!/bin/sh\n',
    });
    await registry.publish({ space: 'alpha' });
    expect(registry.git('tag')).toBe('alpha-tools--v3.0.0\nspace/alpha/v1.0.0');
    expect(marketplaceOf(registry).plugins).toEqual([
      {
        name: 'alpha-tools',
        version: '3.0.0',
        description: 'What alpha does',
        source: './spaces/alpha',
        strict: false,
        author: { name: 'ada@example.com', email: 'ada@example.com' },
        license: 'MIT',
        keywords: ['x'],
        mcpServers: './mcp/mcp.json',
        hooks: { SessionStart: [{ hooks: [expect.objectContaining({ type: 'command' })] }] },
      },
    ]);
  });

  it('is pinned to the tag and its commit where everybody can clone from the remote', async () => {
    const registry = registryOf(ALPHA, 'git@github.com:team/spaces.git');
    const { commit } = await registry.publish({ space: 'alpha' });
    const source = {
      source: 'git-subdir',
      url: 'team/spaces',
      path: 'spaces/alpha',
      ref: 'space/alpha/v1.0.0',
      sha: commit,
    };
    expect(marketplaceOf(registry).plugins).toMatchObject([{ source }]);
    await registry.publish({ space: 'alpha', marketplace: 'path' });
    expect(marketplaceOf(registry).plugins).toMatchObject([{ source: './spaces/alpha' }]);
    await registry.publish({ space: 'alpha', marketplace: 'pinned' });
    expect(marketplaceOf(registry).plugins).toMatchObject([{ source }]);
  });

  it('is no pin to a place that only this machine has', async () => {
    const registry = registryOf(ALPHA, `file://${root}/remote.git`);
    await registry.publish({ space: 'alpha' });
    expect(marketplaceOf(registry).plugins).toMatchObject([{ source: './spaces/alpha' }]);
    await expect(registry.publish({ space: 'alpha', marketplace: 'pinned' })).rejects.toMatchObject({
      message: expect.stringContaining('Nobody else can clone from file://'),
    });
  });

  it('offers the version that stable names, and this one where there are no channels', async () => {
    const registry = registryOf(ALPHA, 'https://git.example.com/spaces.git');
    const offered = () => marketplaceOf(registry).plugins[0];
    const release = async (version: string, ...distTags: string[]): Promise<string> => {
      registry.commit({ 'spaces/alpha/space.toml': spaceToml('alpha', version) });
      return (await registry.publish({ space: 'alpha', distTags })).commit;
    };
    await release('0.9.0');
    expect(offered()).toMatchObject({ version: '0.9.0' });
    const stable = await release('1.1.0', 'stable', 'latest');
    await release('2.0.0-beta.1', 'latest');
    expect(offered()).toMatchObject({
      version: '1.1.0',
      source: { ref: 'space/alpha/v1.1.0', sha: stable },
    });
    await release('2.0.0', 'stable');
    expect(offered()).toMatchObject({ version: '2.0.0', source: { ref: 'space/alpha/v2.0.0' } });
  });

  it('keeps the plugins, the keys, the order and the layout that its owner wrote', async () => {
    const theirs = `{
    "name": "ours",
    "x-own": [1, 2],
    "plugins": [
        { "name": "external", "source": { "source": "github", "repo": "a/b" } },
        {
            "category": "development", "name": "alpha",
            "source": "./spaces/alpha/", "version": "0.1.0", "license": "MIT", "tags": ["a", "b"]
        }
    ],
    "owner": { "name": "Team" }
}
`;
    const registry = registryOf({ ...ALPHA, [MARKETPLACE]: theirs });
    await registry.publish({ space: 'alpha' });
    expect(registry.read(MARKETPLACE)).toBe(
      theirs
        .replace(
          '"./spaces/alpha/", "version": "0.1.0", "license": "MIT", ',
          '"./spaces/alpha", "version": "1.0.0", ',
        )
        .replace(
          '"tags": ["a", "b"]',
          '"tags": ["a", "b"],\n            "description": "What alpha does",\n            "strict": false',
        ),
    );
    const again = await registry.publish({ space: 'alpha' });
    expect(again.kind).toBe('unchanged');
  });

  it('lists every space that was published, in the order in which they came', async () => {
    const registry = registryOf({ ...ALPHA, 'spaces/beta/space.toml': spaceToml('beta', '2.0.0') });
    await registry.publish({ space: 'beta' });
    await registry.publish({ space: 'alpha' });
    expect(marketplaceOf(registry).plugins.map(({ name }) => name)).toEqual(['beta', 'alpha']);
  });

  it('names the dependencies it has, and tells of those it has not', async () => {
    const registry = registryOf({
      'spaces/base/space.toml': spaceToml('base', '1.0.0', '[plugin]\nname = "base-plugin"\n'),
      'spaces/alpha/space.toml': spaceToml(
        'alpha',
        '1.0.0',
        '[deps]\nspaces = ["space:base@^1.0.0", "space:base@stable", "space:gone@^1.0.0"]\n',
      ),
    });
    await registry.publish({ space: 'base' });
    await registry.publish({ space: 'alpha' });
    expect(marketplaceOf(registry).plugins).toMatchObject([
      {},
      { name: 'alpha', dependencies: ['base-plugin'] },
    ]);
    expect(registry.notices).toEqual([expect.stringMatching(/^"alpha" needs "gone", which the marketplace/)]);
  });

  it('refuses to replace a plugin of the same name from elsewhere', async () => {
    const plugins = [{ name: 'x' }, { name: 'alpha', source: { source: 'github', repo: 'a/alpha' } }];
    const registry = registryOf({ ...ALPHA, [MARKETPLACE]: JSON.stringify({ plugins }, null, 2) });
    const before = stateOf(registry);
    await expect(registry.publish({ space: 'alpha' })).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      message: 'The marketplace has another plugin called "alpha"',
      location: expect.objectContaining({ file: join(registry.directory, MARKETPLACE), line: 6 }),
    });
    expect(stateOf(registry)).toEqual(before);
  });

  it('refuses a plugin.json in the space that tells another story, naming both places', async () => {
    const ownManifest = (manifest: object) => ({
      ...ALPHA,
      'spaces/alpha/.claude-plugin/plugin.json': JSON.stringify(manifest),
    });
    const registry = registryOf(ownManifest({ name: 'alpha', version: '0.9.0' }));
    const toml = join(registry.directory, 'spaces/alpha/space.toml');
    await expect(registry.publish({ space: 'alpha' })).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      message: `.claude-plugin/plugin.json says the plugin's version is "0.9.0", but ${toml}:3:11 (/version) says "1.0.0"`,
      location: { file: join(registry.directory, 'spaces/alpha/.claude-plugin/plugin.json') },
    });
    expect(
      await registryOf(ownManifest({ name: 'alpha', version: '1.0.0' })).publish({ space: 'alpha' }),
    ).toMatchObject({
      kind: 'published',
    });
    expect(basename(toml)).toBe('space.toml');
  });

  it.each([
    ['[]', 'The file is not a JSON object'],
    ['{"plugins": 7}', '"plugins" is not a list'],
  ])('refuses %s for one', async (text, message) => {
    const registry = registryOf({ ...ALPHA, [MARKETPLACE]: text });
    await expect(registry.publish({ space: 'alpha' })).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      message: `${message}, so this is no marketplace`,
    });
  });

  it('bears items that are no plugins, and a file without plugins', async () => {
    for (const text of ['{"plugins": [null, 7, {"name": 7}]}', '{"name": "x"}']) {
      const registry = registryOf({ ...ALPHA, [MARKETPLACE]: text });
      await registry.publish({ space: 'alpha' });
      expect(marketplaceOf(registry).plugins.at(-1)).toMatchObject({ name: 'alpha' });
    }
  });
});
