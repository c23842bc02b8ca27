import { addAgent } from './add-agent';
import { addCommand } from './add-command';
import { addSkill } from './add-skill';
import { refusalOf } from './testing/refusal-of';
import { spaceTree } from './testing/space-tree';

const space = 'web';

describe('addSkill', () => {
  it('adds a skill and what it refers to, by its full name', () => {
    const tree = spaceTree();
    expect(addSkill(tree, { space, name: 'writing-tests' })).toEqual({
      space,
      name: 'writing-tests',
      qualifiedName: 'web-quality:writing-tests',
      files: [
        { path: 'spaces/web/skills/writing-tests/SKILL.md', change: 'created' },
        { path: 'spaces/web/skills/writing-tests/reference.md', change: 'created' },
      ],
    });
    const text = tree.texts()['spaces/web/skills/writing-tests/SKILL.md'];
    expect(text).toMatch(/^---\nname: writing-tests\ndescription: .+Use when .+\n---\n\n# Writing tests\n/);
    expect(text).toContain('[reference.md](reference.md)');
  });

  it('leaves the reference out where none is wanted', () => {
    const tree = spaceTree();
    expect(addSkill(tree, { space, name: 'a', reference: false }).files).toHaveLength(1);
    expect(tree.texts()['spaces/web/skills/a/SKILL.md']).not.toContain('reference');
  });

  it.each([
    [{ 'skills/a/SKILL.md': '' }, 'spaces/web/skills/a/SKILL.md is there already'],
    [{ 'skills/a/reference.md': '' }, 'spaces/web/skills/a/reference.md is there already'],
    [
      { 'SKILL.md': '' },
      'With spaces/web/SKILL.md, the client would load that skill or a new one and not both',
    ],
    [{ 'skills/SKILL.md': '' }, 'With spaces/web/skills/SKILL.md, the client would load'],
  ])('is refused beside %j', (files, message) => {
    const tree = spaceTree(files);
    expect(refusalOf(tree, () => addSkill(tree, { space, name: 'a' }))).toContain(message);
  });
});

describe('addCommand', () => {
  it('adds a command, called by its full name', () => {
    const tree = spaceTree();
    expect(addCommand(tree, { space, name: 'check' })).toMatchObject({ qualifiedName: '/web-quality:check' });
    expect(tree.texts()['spaces/web/commands/check.md']).toMatch(
      /^---\ndescription: "?Check"?\nargument-hint: "\[.+\]"\n---\n\n.*\$ARGUMENTS/,
    );
  });

  it('adds one in a directory', () => {
    const tree = spaceTree();
    expect(
      addCommand(tree, { space, name: 'db:migrate', allowedTools: ['Read', 'Bash(x:*)'] }),
    ).toMatchObject({
      name: 'db:migrate',
      qualifiedName: '/web-quality:db:migrate',
      files: [{ path: 'spaces/web/commands/db/migrate.md' }],
    });
    expect(tree.texts()['spaces/web/commands/db/migrate.md']).toContain('allowed-tools: "Read, Bash(x:*)"\n');
  });

  it.each([
    ['check', { 'commands/check.md': '' }, 'spaces/web/commands/check.md is there already'],
    ['a:b', { 'commands/a/SKILL.md': '' }, 'With spaces/web/commands/a/SKILL.md, the client sees no other'],
    ['a:b', { 'commands/skill.md': '' }, 'With spaces/web/commands/skill.md, the client sees no other'],
    ['skill', {}, 'A command cannot be called "skill"'],
    [
      'db/migrate',
      {},
      'it contains a slash. | A command in a directory is named as it is called: db:migrate.',
    ],
    ['..:x', {}, '".." cannot be the name of a command'],
    ['a:', {}, '"" cannot be the name of a command'],
    ['a:a:a:a:a:a:a:a:a', {}, 'is nested deeper than 8 directories'],
  ])('refuses %s beside %j', (name, files, message) => {
    const tree = spaceTree(files);
    expect(refusalOf(tree, () => addCommand(tree, { space, name }))).toContain(message);
  });
});

describe('addAgent', () => {
  it('adds an agent that reads alone, and knows the commands by their full names', () => {
    const tree = spaceTree({ 'commands/b.md': '', 'commands/a.md': '', 'commands/x/c.md': '' });
    expect(addAgent(tree, { space, name: 'reviewer', model: 'opus' })).toMatchObject({
      qualifiedName: 'web-quality:reviewer',
    });
    const text = tree.texts()['spaces/web/agents/reviewer.md'];
    expect(text).toMatch(
      /^---\nname: reviewer\ndescription: .+\ntools: Read, Grep, Glob\nmodel: opus\n---\n/,
    );
    expect(text).toContain('`/web-quality:a`, `/web-quality:b`');
  });

  it('is refused where there is one', () => {
    const tree = spaceTree({ 'agents/a.md': '' });
    expect(refusalOf(tree, () => addAgent(tree, { space, name: 'a' }))).toContain('is there already');
  });
});

describe('a component of any kind', () => {
  it.each([
    'true',
    'null',
    'on',
    'a: b',
    '# x',
    '- x',
    '"',
    "it's",
    '{x}',
    '[x]',
    '2020-01-01',
    '%x',
    'a\u2028b',
  ])('has the description %j as one YAML text', (description) => {
    const tree = spaceTree();
    const add = (): unknown => addSkill(tree, { space, name: 'a', description });
    if (description.includes('\u2028')) return expect(refusalOf(tree, add)).toContain('line break');
    add();
    const line = /^description: (.*)$/m.exec(tree.texts()['spaces/web/skills/a/SKILL.md'] ?? '')?.[1] ?? '';
    return expect(JSON.parse(line)).toBe(description);
  });

  it.each([
    [{ space: 'wbe', name: 'a' }, 'There is no space "wbe" in spaces. | Did you mean "web"?'],
    [{ space: 'elsewhere', name: 'a' }, '| Its spaces are web.'],
    [{ space: '../web', name: 'a' }, '"../web" cannot be the name of a space'],
    [{ space, name: 'a', registry: 'lib' }, 'There is no space "web" in lib/spaces. | Make a space first.'],
    [{ space, name: 'a', description: ' ' }, 'The description is empty'],
  ])('is not added to %j', (options, message) => {
    for (const add of [addSkill, addCommand, addAgent]) {
      const tree = spaceTree();
      expect(refusalOf(tree, () => add(tree, options))).toContain(message);
    }
  });

  it('is not added to a space whose manifest is not valid', () => {
    const tree = spaceTree({ 'space.toml': 'schema = 1\nid = "other"\n' });
    expect(refusalOf(tree, () => addSkill(tree, { space, name: 'a' }))).toMatch(
      /^CONFIG_VALIDATION_ERROR `id` is `other`, but the space lies in the directory `web`/,
    );
  });
});
