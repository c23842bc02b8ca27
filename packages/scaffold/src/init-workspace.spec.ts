import { parseDistTags, parseProjectManifest } from '@agent-spaces/core';
import { createRunTarget } from './create-run-target';
import { initWorkspace } from './init-workspace';
import { createMemoryTree } from './testing/memory-tree';
import { refusalOf } from './testing/refusal-of';

describe('initWorkspace', () => {
  it('makes what a workspace with spaces needs', () => {
    const tree = createMemoryTree();
    expect(initWorkspace(tree).files).toEqual([
      { path: 'spaces/README.md', change: 'created' },
      { path: 'registry/dist-tags.json', change: 'created' },
      { path: 'asp-targets.toml', change: 'created' },
      { path: '.gitignore', change: 'created' },
    ]);
    const texts = tree.texts();
    expect(texts['.gitignore']).toBe('asp_modules/\n.asp.lock\ndist/asp/\n');
    expect(parseDistTags(texts['registry/dist-tags.json'] ?? '', 'dist-tags.json').size).toBe(0);
    expect(parseProjectManifest(texts['asp-targets.toml'] ?? '', 'asp-targets.toml').targets.size).toBe(0);
  });

  it('makes a manifest whose example is valid once it is no comment any more', () => {
    const tree = createMemoryTree();
    initWorkspace(tree);
    const [head = '', example = ''] = (tree.texts()['asp-targets.toml'] ?? '').split('# [targets.default]');
    const text = `${head}[targets.default]${example.replace(/^# ?/gm, '')}`;
    expect(Object.fromEntries(parseProjectManifest(text, 'asp-targets.toml').targets)).toEqual({
      default: {
        description: 'Build, test and review',
        compose: ['space:frontend@dev', 'space:code-review@^1.0.0'],
        claude: { model: 'opus', permission_mode: 'plan' },
      },
    });
  });

  it('makes a manifest that a target can be added to', () => {
    const tree = createMemoryTree();
    initWorkspace(tree);
    const before = tree.texts()['asp-targets.toml'];
    createRunTarget(tree, { name: 'web', compose: ['space:a@^1.0.0'] });
    expect(tree.texts()['asp-targets.toml']).toBe(`${before}\n[targets.web]\ncompose = ["space:a@^1.0.0"]\n`);
  });

  it('changes nothing the second time, nor what was there the first', () => {
    const own = {
      'spaces/a/space.toml': 'not ours to judge',
      'registry/dist-tags.json': '{"a": {}}',
      'apps/web/asp-targets.toml': '# mine\n',
      '.gitignore': 'dist\r\n/asp_modules\r\n',
    };
    const tree = createMemoryTree(own);
    const options = { project: 'apps/web' };
    initWorkspace(tree, options);
    expect(tree.texts()).toEqual({ ...own, '.gitignore': 'dist\r\n/asp_modules\r\n.asp.lock\r\n' });
    const writes = tree.writes.length;
    expect(initWorkspace(tree, options).files.every(({ change }) => change === 'unchanged')).toBe(true);
    expect(tree.writes).toHaveLength(writes);
  });

  it.each([
    ['asp_modules\n**/.asp.lock\ndist/asp/*\n', ''],
    ['asp_modules/\n.asp.lock\n/dist/**', ''],
    ['# asp_modules/\n!dist\n', 'asp_modules/\n.asp.lock\ndist/asp/\n'],
    ['node_modules', '\nasp_modules/\n.asp.lock\ndist/asp/\n'],
    ['\uFEFFasp_modules/\n', '.asp.lock\ndist/asp/\n'],
  ])('adds to a .gitignore of %j what is missing', (before, added) => {
    const tree = createMemoryTree({ '.gitignore': before });
    initWorkspace(tree);
    expect(tree.texts()['.gitignore']).toBe(before + added);
  });

  it('leaves out what lies elsewhere', () => {
    const tree = createMemoryTree();
    initWorkspace(tree, { registry: false, project: false });
    expect(Object.keys(tree.texts())).toEqual(['.gitignore']);
    initWorkspace(tree, { registry: 'tools/registry', project: 'apps/a b' });
    expect(Object.keys(tree.texts())).toEqual([
      '.gitignore',
      'apps/a b/asp-targets.toml',
      'tools/registry/registry/dist-tags.json',
      'tools/registry/spaces/README.md',
    ]);
  });

  it.each([
    [{ spaces: 'a file' }, {}, 'spaces is a file'],
    [{ '.gitignore/x': '' }, {}, '.gitignore is a directory'],
    [{}, { project: '../x' }, 'The project cannot be "../x": it leads out of the workspace'],
    [{}, { registry: '/x' }, 'The registry cannot be "/x": it is absolute'],
  ])('writes nothing where it cannot write all: %j %j', (files, options, message) => {
    const tree = createMemoryTree(files);
    expect(refusalOf(tree, () => initWorkspace(tree, options))).toContain(message);
  });
});
