import { parseProjectManifest } from '@agent-spaces/core';
import { spaceTree, textsOf } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import runTargetGenerator from './generator';

describe('the generator run-target', () => {
  const told = captureTold();

  it('adds a Run Target to the project that is named, and makes its file', async () => {
    const tree = spaceTree(['web-quality']);
    tree.write('apps/web/project.json', '{ "name": "web" }');
    await runTargetGenerator(tree, {
      name: 'frontend',
      project: 'web',
      compose: ['space:web-quality@dev', 'space:git-flow@^1.0.0'],
      description: 'Build pages',
      model: 'opus',
      permissionMode: 'plan',
    });
    const file = 'apps/web/asp-targets.toml';
    const { targets } = parseProjectManifest(tree.read(file, 'utf8') ?? '', file);
    expect([...targets]).toEqual([
      [
        'frontend',
        {
          description: 'Build pages',
          compose: ['space:web-quality@dev', 'space:git-flow@^1.0.0'],
          claude: { model: 'opus', permission_mode: 'plan' },
        },
      ],
    ]);
    expect(told()).toEqual([
      'apps/web/asp-targets.toml has a Run Target frontend. Run nx sync to pin what it composes.',
    ]);
  });

  it('refuses a space that is surely not there, and a target of nothing', async () => {
    const tree = spaceTree(['web-quality']);
    const before = textsOf(tree);
    await expect(
      runTargetGenerator(tree, { name: 'frontend', compose: ['space:web-qualty@^1.0.0'] }),
    ).rejects.toThrow(/→ Did you mean space:web-quality\?/);
    await expect(runTargetGenerator(tree, { name: 'frontend' })).rejects.toThrow(/^CONFIG_/);
    expect(textsOf(tree)).toEqual(before);
  });

  it('asks nobody whether a space is there where the registry lies elsewhere', async () => {
    const tree = spaceTree(['web-quality'], { registry: '../registry' });
    await runTargetGenerator(tree, { name: 'frontend', compose: ['space:web-qualty@^1.0.0'] });
    expect(tree.exists('asp-targets.toml')).toBe(true);
  });
});
