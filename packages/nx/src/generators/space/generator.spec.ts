import { parseSpaceManifest } from '@agent-spaces/core';
import { addProjectConfiguration } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { gitWorkspace } from '../../testing/git-workspace';
import { spaceTree, textsOf } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import spaceGenerator from './generator';

describe('the generator space', () => {
  const told = captureTold();
  const author = 'Ada';

  it('makes a space that says all that a plugin has to say', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await spaceGenerator(tree, {
      name: 'web-quality',
      description: 'Audits pages',
      author,
      authorEmail: 'ada@example.com',
      authorUrl: 'https://example.com/ada',
      initialVersion: '1.2.0',
      license: 'MIT',
      keywords: ['web', 'speed'],
    });
    const text = tree.read('spaces/web-quality/space.toml', 'utf8') ?? '';
    expect(parseSpaceManifest(text, 'space.toml')).toMatchObject({
      id: 'web-quality',
      version: '1.2.0',
      description: 'Audits pages',
      plugin: {
        license: 'MIT',
        keywords: ['web', 'speed'],
        author: { name: 'Ada', email: 'ada@example.com', url: 'https://example.com/ada' },
      },
    });
    expect(told().at(-1)).toBe('Compose it in a Run Target as space:web-quality@dev.');
  });

  it('begins with the components that are named', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await spaceGenerator(tree, {
      name: 'web',
      author,
      command: 'audit',
      skill: 'auditing',
      agent: 'auditor',
    });
    expect(
      Object.keys(textsOf(tree))
        .filter((path) => path.startsWith('spaces/'))
        .sort(),
    ).toEqual([
      'spaces/web/agents/auditor.md',
      'spaces/web/commands/audit.md',
      'spaces/web/skills/auditing/SKILL.md',
      'spaces/web/skills/auditing/reference.md',
      'spaces/web/space.toml',
    ]);
    expect(told().slice(0, 3)).toEqual([
      'The client calls it /web:audit.',
      'The client calls it web:auditing.',
      'The client calls it web:auditor.',
    ]);
  });

  it('begins with a command that works where none is named, and with nothing on request', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await spaceGenerator(tree, { name: 'web', author });
    await spaceGenerator(tree, { name: 'api', author, bare: true });
    expect(tree.children('spaces/web/commands')).toHaveLength(1);
    expect(tree.children('spaces/api')).toEqual(['space.toml']);
  });

  it('is made in the registry that the plugin is told of, unless that lies elsewhere', async () => {
    const inside = spaceTree([], { registry: 'agents', spaces: 'agents/spaces/*/space.toml' });
    await spaceGenerator(inside, { name: 'web', author });
    expect(inside.exists('agents/spaces/web/space.toml')).toBe(true);

    const outside = spaceTree([], { registry: '../registry' });
    const before = textsOf(outside);
    await expect(spaceGenerator(outside, { name: 'web', author })).rejects.toThrow(/lies outside of it/);
    expect(textsOf(outside)).toEqual(before);
  });

  it.each([
    ['kits/spaces/web/space.toml', { registry: 'kits' }, 'spaces/*/space.toml'],
    ['spaces/web/space.toml', { spaces: 'kits/spaces/*/space.toml' }, 'kits/spaces/*/space.toml'],
  ])('is not made where it would be no project: %s', async (file, options, glob) => {
    const tree = spaceTree([], options);
    const before = textsOf(tree);
    const message = `CONFIG_ERROR ${file} would be no project: the option \`spaces\` of @agent-spaces/nx looks for ${glob}.`;
    await expect(spaceGenerator(tree, { name: 'web', author })).rejects.toThrow(message);
    expect(textsOf(tree)).toEqual(before);
  });

  it('takes no name that a project has, and says what would help', async () => {
    const tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'web', { root: 'apps/web' });
    const before = textsOf(tree);
    await expect(spaceGenerator(tree, { name: 'web', author })).rejects.toThrow(
      /would be a project "web", and apps\/web is one already[^]*spacePrefix/,
    );
    expect(textsOf(tree)).toEqual(before);
  });

  it('overwrites no space that is there', async () => {
    const tree = spaceTree(['web']);
    const before = textsOf(tree);
    await expect(spaceGenerator(tree, { name: 'web', author })).rejects.toThrow(/is there already/);
    expect(textsOf(tree)).toEqual(before);
  });

  describe('asks git for the author', () => {
    const workspace = gitWorkspace();

    it('and takes the address too', async () => {
      workspace.git('config', 'user.name', 'Grace');
      workspace.git('config', 'user.email', 'grace@example.com');
      const tree = workspace.tree();
      await spaceGenerator(tree, { name: 'web' });
      expect(tree.read('spaces/web/space.toml', 'utf8')).toMatch(
        /\[plugin\.author\]\nname = "Grace"\nemail = "grace@example\.com"\n/,
      );
    });

    it('and never puts its address to another name', async () => {
      workspace.git('config', 'user.email', 'grace@example.com');
      const tree = workspace.tree();
      await spaceGenerator(tree, { name: 'web', author: 'Ada' });
      expect(tree.read('spaces/web/space.toml', 'utf8')).not.toContain('grace');
    });

    it('and writes nothing where it does not know and nobody can be asked', async () => {
      workspace.git('config', '--unset-all', 'user.name');
      const tree = workspace.tree();
      await expect(spaceGenerator(tree, { name: 'web' })).rejects.toThrow(
        /^CONFIG_ERROR A space needs an author\.\n {2}→ .*git config --global user\.name/,
      );
      expect(textsOf(tree)).toEqual({});
    });
  });
});
