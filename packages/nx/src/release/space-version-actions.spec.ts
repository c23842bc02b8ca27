import { join } from 'node:path';
import type { ProjectGraph, Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { FsTree } from 'nx/src/generators/tree';
import { gitWorkspace } from '../testing/git-workspace';
import SpaceVersionActions from './index';

type Constructed = ConstructorParameters<typeof SpaceVersionActions>;

const GRAPH: ProjectGraph = {
  nodes: {
    ...Object.fromEntries(
      ['web', 'base', 'flow', 'renamed'].map((id) => [
        `x-${id}`,
        { name: `x-${id}`, type: 'lib', data: { root: `spaces/${id}`, tags: ['asp:space'] } },
      ]),
    ),
    // A server that a space brings along, in a directory that is called like another space.
    server: { name: 'server', type: 'app', data: { root: 'spaces/web/mcp/base' } },
  },
  dependencies: {
    'x-web': [
      { source: 'x-web', target: 'x-base', type: 'static' },
      { source: 'x-web', target: 'x-flow', type: 'static' },
      { source: 'x-web', target: 'x-renamed', type: 'implicit' },
      { source: 'x-web', target: 'server', type: 'implicit' },
      { source: 'x-web', target: 'npm:zod', type: 'static' },
    ],
  },
};

interface Given {
  readonly pattern?: string;
  readonly strictPreid?: boolean;
  readonly preserveMatchingDependencyRanges?: boolean | readonly string[];
  readonly root?: string;
}

/** What Nx would construct for the space `web`, whose project is called `x-web`. */
async function actionsFor(
  tree: Tree,
  { pattern, strictPreid, root, ...config }: Given = {},
): Promise<SpaceVersionActions> {
  const actions = new SpaceVersionActions(
    {
      releaseTag: { pattern: pattern ?? '{projectName}/v{version}', strictPreid },
    } as unknown as Constructed[0],
    { name: 'x-web', type: 'lib', data: { root: root ?? 'spaces/web' } },
    {
      manifestRootsToUpdate: [],
      preserveLocalDependencyProtocols: true,
      preserveMatchingDependencyRanges: false,
      ...config,
    } as unknown as Constructed[2],
  );
  await actions.init(tree);
  return actions;
}

const manifest = (refs: readonly string[] = [], more = ''): string =>
  `schema = 1\nid = "web"\nversion = "1.0.0" # ours\n${more}\n[deps]\nspaces = [\n${refs
    .map((ref) => `  "${ref}", # why\n`)
    .join('')}]\n`;

const treeWith = (text: string): Tree => {
  const tree = createTreeWithEmptyWorkspace();
  tree.write('spaces/web/space.toml', text);
  return tree;
};

const textOf = (tree: Tree): string | null => tree.read('spaces/web/space.toml', 'utf8');

describe('nx release, of a space', () => {
  it('reads the version from space.toml', async () => {
    const actions = await actionsFor(treeWith(manifest()));
    expect(actions.manifestsToUpdate.map(({ manifestPath }) => manifestPath)).toEqual([
      'spaces/web/space.toml',
    ]);
    expect(await actions.readCurrentVersionFromSourceManifest(treeWith(manifest()))).toEqual({
      currentVersion: '1.0.0',
      manifestPath: 'spaces/web/space.toml',
    });
  });

  it('says where a version is missing, before Nx speaks of tags', async () => {
    const without = treeWith('schema = 1\nid = "web"\n');
    const actions = await actionsFor(without);
    await expect(actions.readCurrentVersionFromSourceManifest(without)).rejects.toThrow(
      /^CONFIG_ERROR "web" says no version.*\n {2}spaces\/web\/space\.toml:1:1\n.*→ Write version = /,
    );
  });

  it('says which reference is none', async () => {
    const tree = treeWith(manifest(['space:base@^1.0.0', 'space:flow@@']));
    const actions = await actionsFor(tree);
    await expect(actions.readDependencies(tree, GRAPH)).rejects.toThrow(
      /^REF_PARSE_ERROR .*\n {2}spaces\/web\/space\.toml:8:3 \(\/deps\/spaces\/1\)/,
    );
  });

  it.each(['1.0.0', '1.0.1'])('makes no version twice where the newest tag is missing (%s)', async (now) => {
    const text = manifest().replace('"1.0.0"', `"${now}"`);
    const tree = treeWith(text);
    const actions = await actionsFor(tree);
    const raise = async (from: string, input: string): Promise<readonly string[]> => {
      const { newVersion } = await actions.calculateNewVersion(from, input, 'USER_SPECIFIER', {}, '');
      return actions.updateProjectVersion(tree, newVersion ?? '');
    };
    await expect(raise('0.9.9', 'prepatch')).rejects.toThrow(
      new RegExp(
        `^CONFIG_ERROR "web" is version ${now} already, .* a tag of is 0\\.9\\.9\\.\\n {2}spaces/web/space\\.toml:3:11 .*\\n {2}→ .*git fetch --tags.*--projects=x-web$`,
      ),
    );
    await expect(raise('0.9.9', 'major')).rejects.toThrow(/ would make 1\.0\.0 of it/);
    expect(textOf(tree)).toBe(text);
    // A version that is named is meant, and one above what stands there takes nobody's place.
    expect((await raise('0.9.9', now))[0]).toContain('New version');
    expect((await raise(now, 'patch'))[0]).toContain('New version');
    expect((await raise('0.9.9', '2.0.0'))[0]).toContain('New version 2.0.0');
  });

  it('says how to go on from a prerelease, of which Nx does not see the tag unless asked for', async () => {
    const raise = async (
      standing: string,
      input: string,
      preid: string,
      given?: Given,
    ): Promise<readonly string[]> => {
      const tree = treeWith(manifest().replace('"1.0.0"', `"${standing}"`));
      const actions = await actionsFor(tree, given);
      const { newVersion } = await actions.calculateNewVersion('0.2.1', input, 'USER_SPECIFIER', {}, preid);
      return actions.updateProjectVersion(tree, newVersion ?? '');
    };
    const goOn =
      /^CONFIG_ERROR "web" is version 1\.0\.0-rc\.0 already, .* would make 0\.2\.2.* of it: it goes on from 0\.2\.1, .*\n.*\n {2}→ Go on from 1\.0\.0-rc\.0 with --preid=rc, or name the new version itself: nx release 1\.0\.0 --projects=x-web$/;
    await expect(raise('1.0.0-rc.0', 'patch', '')).rejects.toThrow(goOn);
    await expect(raise('1.0.0-rc.0', 'prerelease', 'beta')).rejects.toThrow(goOn);
    await expect(raise('1.0.0-0', 'patch', '')).rejects.toThrow(
      /→ Name the new version itself: nx release 1\.0\.0 /,
    );
    // Where Nx looked for it, the tag is missing.
    await expect(raise('1.0.0-rc.0', 'patch', 'rc')).rejects.toThrow(/→ Fetch the tag of 1\.0\.0-rc\.0 /);
    await expect(raise('1.0.0-rc.0', 'patch', '', { strictPreid: false })).rejects.toThrow(/→ Fetch the tag/);
    expect((await raise('1.0.0-rc.0', 'major', ''))[0]).toContain('New version 1.0.0 ');
  });

  it('changes no version in a workspace that lies below the top of its repository', async () => {
    const { root, git } = gitWorkspace({ 'nested/spaces/web/space.toml': manifest() });
    const nested = new FsTree(join(root, 'nested'), false);
    await expect((await actionsFor(nested)).updateProjectVersion(nested, '1.1.0')).rejects.toThrow(
      /^GIT_ERROR .*nested lies inside the git repository .* but is not the top of it/,
    );
    git('init', '--quiet', 'nested');
    await (await actionsFor(nested)).updateProjectVersion(nested, '1.1.0');
    expect(textOf(nested)).toContain('"1.1.0"');
  });

  it('writes the version and keeps every comment', async () => {
    const tree = treeWith(manifest(['space:base@stable']));
    const actions = await actionsFor(tree);
    expect((await actions.updateProjectVersion(tree, '1.1.0'))[0]).toBe(
      '✍️  New version 1.1.0 written to manifest: spaces/web/space.toml',
    );
    expect(textOf(tree)).toBe(manifest(['space:base@stable']).replace('"1.0.0" # ours', '"1.1.0" # ours'));
  });

  it('says so where the plugin has a version of its own', async () => {
    const tree = treeWith(manifest([], '[plugin]\nversion = "7.0.0"\n'));
    const log = await (await actionsFor(tree)).updateProjectVersion(tree, '1.1.0');
    expect(log.join('\n')).toContain('plugin.version says 7.0.0 and was left alone');
  });

  it('warns of tags that no reference looks for', async () => {
    const tree = treeWith(manifest());
    const warning = (log: readonly string[]): string | undefined => log.find((line) => line.includes('tag'));
    const own = await actionsFor(tree, { pattern: 'space/{projectName}/v{version}' });
    expect(warning(await own.updateProjectVersion(tree, '1.1.0'))).toBe(
      '⚠️  Nx calls this version space/x-web/v1.1.0; references look for the tag space/web/v1.1.0, which publishing sets',
    );
    const same = await actionsFor(tree, { pattern: 'space/web/v{version}' });
    expect(warning(await same.updateProjectVersion(tree, '1.2.0'))).toBeUndefined();
  });

  it('gives new versions only to spaces that name a version of what changed', async () => {
    const tree = treeWith(manifest(['space:base@^1.0.0', 'space:flow@stable']));
    const actions = await actionsFor(tree);
    const dependencies = await actions.readDependencies(tree, GRAPH);
    expect(dependencies.map(({ target }) => target)).toEqual(['x-base']);
    expect(await actions.readCurrentVersionOfDependency(tree, GRAPH, 'x-base')).toEqual({
      currentVersion: '^1.0.0',
      dependencyCollection: 'deps.spaces',
    });
    expect(await actions.readCurrentVersionOfDependency(tree, GRAPH, 'x-flow')).toEqual({
      currentVersion: null,
      dependencyCollection: 'deps.spaces',
    });
    expect(await actions.readCurrentVersionOfDependency(tree, GRAPH, 'x-web')).toEqual({
      currentVersion: null,
      dependencyCollection: null,
    });
  });

  it('gives a new version to a space that needs one which its project.json renamed', async () => {
    const tree = treeWith(manifest(['space:renamed@^1.0.0']));
    const actions = await actionsFor(tree);
    expect(await actions.readDependencies(tree, GRAPH)).toEqual([
      { source: 'x-web', target: 'x-renamed', type: 'implicit' },
    ]);
  });

  it('takes no other project for a space, whatever its directory is called', async () => {
    const text = manifest(['space:base@^1.0.0']);
    const tree = treeWith(text);
    const actions = await actionsFor(tree);
    expect((await actions.readDependencies(tree, GRAPH)).map(({ target }) => target)).toEqual(['x-base']);
    expect(await actions.updateProjectDependencies(tree, GRAPH, { server: '7.3.0' })).toEqual([]);
    expect(textOf(tree)).toBe(text);
  });

  it('moves ranges of what was released, and nothing else in the file', async () => {
    const tree = treeWith(manifest(['space:base@^1.0.0', 'space:flow@git:0123abc']));
    const actions = await actionsFor(tree);
    const log = await actions.updateProjectDependencies(tree, GRAPH, {
      'x-base': '^1.1.0',
      'x-flow': '2.0.0',
    });
    expect(log).toEqual(['✍️  Updated space:base@^1.0.0 to @^1.1.0 in manifest: spaces/web/space.toml']);
    expect(textOf(tree)).toBe(manifest(['space:base@^1.1.0', 'space:flow@git:0123abc']));
  });

  it('leaves ranges alone that mean the new version, where nx.json wants that', async () => {
    const text = manifest(['space:base@^1.0.0']);
    for (const preserveMatchingDependencyRanges of [true, ['dependencies']]) {
      const tree = treeWith(text);
      const actions = await actionsFor(tree, { preserveMatchingDependencyRanges });
      expect(await actions.updateProjectDependencies(tree, GRAPH, { 'x-base': '^1.1.0' })).toEqual([]);
      expect(textOf(tree)).toBe(text);
    }
    const tree = treeWith(text);
    const actions = await actionsFor(tree, { preserveMatchingDependencyRanges: ['peerDependencies'] });
    await actions.updateProjectDependencies(tree, GRAPH, { 'x-base': '^1.1.0' });
    expect(textOf(tree)).toBe(manifest(['space:base@^1.1.0']));
  });

  it('says which range does not mean the new version and was left alone', async () => {
    const text = manifest(['space:base@1.x']);
    const tree = treeWith(text);
    const actions = await actionsFor(tree);
    expect(await actions.updateProjectDependencies(tree, GRAPH, { 'x-base': '2.0.0' })).toEqual([
      '⚠️  space:base@1.x does not mean 2.0.0 and was left alone: spaces/web/space.toml',
    ]);
    expect(textOf(tree)).toBe(text);
  });

  it('refuses a space that is not where a registry has it', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('libs/web/space.toml', 'schema = 1\nid = "web"\nversion = "1.0.0"\n');
    const actions = await actionsFor(tree, { root: 'libs/web' });
    await expect(actions.updateProjectVersion(tree, '1.1.0')).rejects.toThrow(
      /^CONFIG_ERROR libs\/web\/space\.toml is not in a directory spaces\/<id>/,
    );
  });
});
