import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readJson,
  readNxJson,
  updateJson,
  updateNxJson,
  type NxJsonConfiguration,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { captureTold } from '../../testing/told';
import { textsOf } from '../../testing/space-tree';
import initGenerator from './generator';
import type { InitGeneratorSchema } from './schema';

describe('the generator init', () => {
  const told = captureTold();

  const init = async (tree: Tree, options: InitGeneratorSchema = {}): Promise<void> => {
    await initGenerator(tree, { skipFormat: true, ...options });
  };
  const treeWith = (nxJson: NxJsonConfiguration): Tree => {
    const tree = createTreeWithEmptyWorkspace();
    updateNxJson(tree, nxJson);
    return tree;
  };

  it('registers the plugin and makes the first files', async () => {
    const tree = createTreeWithEmptyWorkspace();
    const before = readNxJson(tree);
    await init(tree);
    expect(readNxJson(tree)).toEqual({
      ...before,
      plugins: ['@agent-spaces/nx'],
      namedInputs: { aspSpace: ['{projectRoot}/**/*'] },
      tui: { enabled: false },
      sync: { globalGenerators: ['@agent-spaces/nx:sync-lock'] },
    });
    expect(tree.read('registry/dist-tags.json', 'utf8')).toBe('{}\n');
    expect(tree.isFile('asp-targets.toml')).toBe(true);
    expect(tree.exists('spaces')).toBe(true);
    expect(tree.read('.gitignore', 'utf8')?.split('\n')).toEqual(
      expect.arrayContaining(['asp_modules/', '.asp.lock', 'dist/asp/']),
    );
  });

  it('comes before other plugins, whose names for projects are stronger', async () => {
    const tree = treeWith({ plugins: ['@nx/js'] });
    await init(tree);
    expect(readNxJson(tree)?.plugins).toEqual(['@agent-spaces/nx', '@nx/js']);
  });

  it('changes nothing the second time', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await init(tree, { release: true, spacePrefix: 'space/', project: 'apps/web' });
    const before = textsOf(tree);
    await init(tree, { release: true });
    await init(tree);
    expect(textsOf(tree)).toEqual(before);
  });

  it('does not write nx.json anew where it says everything already', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await init(tree);
    const text = `// Ours\n${JSON.stringify(readNxJson(tree))}`;
    tree.write('nx.json', text);
    await init(tree);
    expect(tree.read('nx.json', 'utf8')).toBe(text);
  });

  it('leaves the plugin alone where it is, in either form', async () => {
    for (const entry of [
      '@agent-spaces/nx',
      { plugin: '@agent-spaces/nx', options: { spacePrefix: 'x-' } },
    ]) {
      const tree = treeWith({ plugins: ['@nx/js', entry] });
      await init(tree);
      expect(readNxJson(tree)?.plugins).toEqual(['@nx/js', entry]);
    }
    expect(told()).toEqual([]);
  });

  it('says so where options were asked for that it leaves alone', async () => {
    const tree = treeWith({ plugins: ['@agent-spaces/nx'] });
    await init(tree, { spacePrefix: 'space/' });
    expect(readNxJson(tree)?.plugins).toEqual(['@agent-spaces/nx']);
    expect(told()).toEqual([
      'nx.json has @agent-spaces/nx already, and its options were left alone: change them there.',
    ]);
  });

  it('leaves alone what a user has set', async () => {
    const set: NxJsonConfiguration = {
      tui: { enabled: true, autoExit: true },
      namedInputs: { aspSpace: ['{projectRoot}/*'], default: [] },
      sync: { applyChanges: true, globalGenerators: ['other'] },
    };
    const tree = treeWith(set);
    await init(tree);
    expect(readNxJson(tree)).toMatchObject({
      tui: set.tui,
      namedInputs: set.namedInputs,
      sync: { applyChanges: true, globalGenerators: ['other', '@agent-spaces/nx:sync-lock'] },
    });
    expect(told()).toEqual([expect.stringMatching(/\(tui\.enabled\).*keys/)]);
  });

  it('switches the terminal interface off where nx.json says other things of it', async () => {
    const tree = treeWith({ tui: { autoExit: true } });
    await init(tree);
    expect(readNxJson(tree)?.tui).toEqual({ autoExit: true, enabled: false });
    expect(told()).toEqual([]);
  });

  it('leaves what people wrote in nx.json as they wrote it', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('nx.json', HAND_WRITTEN);
    await init(tree);
    expect(tree.read('nx.json', 'utf8')).toBe(HAND_WRITTEN_AFTER);
  });

  it('repeats in nx.json nothing of what it extends', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.root = mkdtempSync(join(tmpdir(), 'asp-init-'));
    writeFileSync(join(tree.root, 'preset.json'), '');
    tree.write('preset.json', '{ "plugins": ["@nx/js"], "tui": { "enabled": false }, "parallel": 2 }');
    tree.write('nx.json', '{ "extends": "./preset.json" }');
    await init(tree);
    rmSync(tree.root, { recursive: true });
    expect(readJson(tree, 'nx.json')).toEqual({
      extends: './preset.json',
      plugins: ['@agent-spaces/nx', '@nx/js'],
      namedInputs: { aspSpace: ['{projectRoot}/**/*'] },
      sync: { globalGenerators: ['@agent-spaces/nx:sync-lock'] },
    });
  });

  it('writes options where some are given', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await init(tree, { spacePrefix: 'space/', release: true });
    expect(readNxJson(tree)?.plugins).toEqual([
      { plugin: '@agent-spaces/nx', options: { spacePrefix: 'space/' } },
    ]);
    expect(readNxJson(tree)?.release?.groups?.['spaces']?.releaseTag).toEqual({
      pattern: '{projectName}/v{version}',
    });
  });

  it('makes no registry where it lies elsewhere', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await init(tree, { registry: '../registry' });
    expect(tree.exists('registry')).toBe(false);
    expect(tree.exists('spaces')).toBe(false);
    expect(tree.isFile('asp-targets.toml')).toBe(true);
  });

  it('has the plugin look for spaces in a registry inside the workspace', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await init(tree, { registry: 'kits' });
    const options = { registry: 'kits', spaces: 'kits/spaces/*/space.toml' };
    expect(readNxJson(tree)?.plugins).toEqual([{ plugin: '@agent-spaces/nx', options }]);
  });

  it('makes no asp-targets.toml in a space', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('spaces/web/space.toml', '');
    await expect(init(tree, { project: 'spaces/web' })).rejects.toThrow(/A space cannot have Run Targets/);
    expect(tree.exists('spaces/web/asp-targets.toml')).toBe(false);
  });

  it('makes no second asp-targets.toml, unless asked for one', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('apps/web/asp-targets.toml', 'schema = 1\n[targets]\n');
    await init(tree);
    expect(tree.exists('asp-targets.toml')).toBe(false);
    await init(tree, { project: 'apps/api' });
    expect(tree.isFile('apps/api/asp-targets.toml')).toBe(true);
  });

  it('adds the plugin to package.json only where it is missing', async () => {
    const missing = createTreeWithEmptyWorkspace();
    await init(missing);
    expect(readJson(missing, 'package.json').devDependencies).toHaveProperty('@agent-spaces/nx');

    const there = createTreeWithEmptyWorkspace();
    updateJson(there, 'package.json', (json) => ({
      ...json,
      dependencies: { '@agent-spaces/nx': '^0.0.1' },
    }));
    const before = there.read('package.json', 'utf8');
    await init(there);
    expect(there.read('package.json', 'utf8')).toBe(before);

    const without = createTreeWithEmptyWorkspace();
    without.delete('package.json');
    await init(without);
    expect(without.exists('package.json')).toBe(false);
  });

  it('writes nothing with options that the plugin cannot use', async () => {
    const tree = createTreeWithEmptyWorkspace();
    const before = textsOf(tree);
    await expect(init(tree, { registry: '/abs' })).rejects.toThrow(/^CONFIG_ERROR .*\n {2}nx\.json\n {2}→ /);
    await expect(init(tree, { spacePrefix: 'a b' })).rejects.toThrow(/`spacePrefix`/);
    expect(textsOf(tree)).toEqual(before);
  });

  it('writes nothing where projects are released without groups', async () => {
    const tree = treeWith({ release: { projects: ['a'] } });
    const before = textsOf(tree);
    await expect(init(tree, { release: true })).rejects.toThrow(/release groups/);
    expect(textsOf(tree)).toEqual(before);
  });
});

const HAND_WRITTEN = `// Ours
{
\t"neverConnectToCloud": true, // never
\t"plugins": [
\t\t// the first
\t\t{ "plugin": "@nx/js" /* no options */ },
\t],
\t"sync": { "globalGenerators": ["other"], /* more to come */ },
\t"tui": { "autoExit":   true } // where it is on
}
`;

const HAND_WRITTEN_AFTER = `// Ours
{
\t"neverConnectToCloud": true, // never
\t"plugins": [
\t\t"@agent-spaces/nx",
\t\t// the first
\t\t{ "plugin": "@nx/js" /* no options */ },
\t],
\t"sync": { "globalGenerators": ["other", "@agent-spaces/nx:sync-lock"], /* more to come */ },
\t"tui": { "autoExit":   true, "enabled": false }, // where it is on
\t"namedInputs": { "aspSpace": ["{projectRoot}/**/*"] }
}
`;
