import { spaceTree, textsOf } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import skillGenerator from './generator';

describe('the generator skill', () => {
  const told = captureTold();

  it('adds a skill to a space and says how it is called', async () => {
    const tree = spaceTree(['web', 'api']);
    await skillGenerator(tree, {
      name: 'auditing-pages',
      space: 'web',
      description: 'Audits pages. Use for slow ones.',
      reference: false,
    });
    expect(tree.read('spaces/web/skills/auditing-pages/SKILL.md', 'utf8')).toContain(
      'description: Audits pages. Use for slow ones.\n',
    );
    expect(tree.exists('spaces/web/skills/auditing-pages/reference.md')).toBe(false);
    expect(told()).toEqual(['The client calls the skill web:auditing-pages.']);
  });

  it('takes a question that was not answered for no answer', async () => {
    const tree = spaceTree(['web']);
    await skillGenerator(tree, { name: 'auditing-pages', description: '' });
    expect(tree.read('spaces/web/skills/auditing-pages/SKILL.md', 'utf8')).toMatch(/^description: \S.*$/m);
  });

  it('writes nothing where the name is none, and says which would be one', async () => {
    const tree = spaceTree(['web']);
    const before = textsOf(tree);
    await expect(skillGenerator(tree, { name: 'Auditing Pages' })).rejects.toThrow(
      'CONFIG_ERROR "Auditing Pages" cannot be the name of a skill: it is not kebab-case of 1 to 64 characters.\n' +
        '  → Write "auditing-pages".',
    );
    expect(textsOf(tree)).toEqual(before);
  });

  it('overwrites nothing', async () => {
    const tree = spaceTree(['web']);
    await skillGenerator(tree, { name: 'auditing-pages' });
    const before = textsOf(tree);
    await expect(skillGenerator(tree, { name: 'auditing-pages' })).rejects.toThrow(/is there already/);
    expect(textsOf(tree)).toEqual(before);
  });
});
