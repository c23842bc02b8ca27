import { parseSpaceManifest } from '@agent-spaces/core';
import fc from 'fast-check';
import { createSpace } from './create-space';
import { createMemoryTree } from './testing/memory-tree';
import { refusalOf } from './testing/refusal-of';

const author = { name: 'Ada' };

describe('createSpace', () => {
  it('makes a manifest with all that the client asks of a plugin, and a command that works', () => {
    const tree = createMemoryTree();
    expect(createSpace(tree, { id: 'front-end', author, license: 'MIT' })).toEqual({
      id: 'front-end',
      directory: 'spaces/front-end',
      version: '0.1.0',
      components: ['/front-end:about-front-end'],
      files: [
        { path: 'spaces/front-end/space.toml', change: 'created' },
        { path: 'spaces/front-end/commands/about-front-end.md', change: 'created' },
      ],
    });
    const text = tree.texts()['spaces/front-end/space.toml'] ?? '';
    expect(parseSpaceManifest(text, 'space.toml')).toEqual({
      schema: 1,
      id: 'front-end',
      version: '0.1.0',
      description: 'Abilities for front end',
      plugin: { license: 'MIT', author },
    });
  });

  it('gives every text back as it was given, whatever is in it', () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      // A line separator would make two lines of it.
      .map((text) => `x${text.replace(/[\p{Zl}\p{Zp}]/gu, '')}x`);
    const given = fc.record({ description: line, name: line, license: line, keywords: fc.array(line) });
    fc.assert(
      fc.property(given, ({ description, name, license, keywords }) => {
        const tree = createMemoryTree();
        createSpace(tree, { id: 'a', description, license, keywords, author: { name } });
        const manifest = parseSpaceManifest(tree.texts()['spaces/a/space.toml'] ?? '', 'space.toml');
        expect(manifest).toMatchObject({
          description,
          plugin: { license, author: { name }, ...(keywords.length ? { keywords } : {}) },
        });
      }),
    );
  });

  it('begins with what is asked for', () => {
    const tree = createMemoryTree();
    const { components } = createSpace(tree, {
      id: 'a',
      author,
      registry: 'lib',
      command: { name: 'check' },
      skill: { name: 'checking' },
      agent: { name: 'checker' },
    });
    expect(components).toEqual(['/a:check', 'a:checking', 'a:checker']);
    expect(Object.keys(tree.texts())).toEqual([
      'lib/spaces/a/agents/checker.md',
      'lib/spaces/a/commands/check.md',
      'lib/spaces/a/skills/checking/SKILL.md',
      'lib/spaces/a/skills/checking/reference.md',
      'lib/spaces/a/space.toml',
    ]);
    expect(tree.texts()['lib/spaces/a/agents/checker.md']).toContain('`/a:check`');
    createSpace(tree, { id: 'b', author, command: false });
    expect(Object.keys(tree.texts()).filter((path) => path.includes('/b/'))).toEqual(['spaces/b/space.toml']);
  });

  it.each([
    [{ id: '../x', author }, 'CONFIG_ERROR "../x" cannot be the name of a space'],
    [{ id: 'nul', author }, 'CONFIG_ERROR "nul" cannot be the name of a space: Windows keeps it'],
    [
      { id: 'a', author: undefined },
      'CONFIG_ERROR A space needs an author. | Name one, or set it once with git',
    ],
    [{ id: 'a', author: { name: ' ' } }, 'CONFIG_ERROR A space needs an author.'],
    [{ id: 'a', author: { name: 'x\ny' } }, 'CONFIG_ERROR `plugin.author.name` must be one line'],
    [{ id: 'a', author: { name: 'x', email: 'y' } }, 'CONFIG_ERROR `plugin.author.email` must be an e-mail'],
    [{ id: 'a', author, version: '1.0' }, 'CONFIG_ERROR `version` must be a semantic version, not "1.0"'],
    [{ id: 'a', author, description: 'x\ny' }, 'CONFIG_ERROR The description contains a line break'],
    [{ id: 'a', author, description: 'x'.repeat(501) }, 'CONFIG_ERROR The description is longer than 500'],
    [{ id: 'a', author, description: '\ud800' }, 'CONFIG_ERROR The description contains'],
    [{ id: 'a', author, license: '' }, 'CONFIG_ERROR `plugin.license` must not be empty'],
    [{ id: 'a', author, command: { name: 'x/y' } }, 'CONFIG_ERROR "x/y" cannot be the name of a command'],
    [{ id: 'a', author, registry: '..' }, 'CONFIG_ERROR The registry cannot be ".."'],
  ])('refuses %j', (options, message) => {
    const tree = createMemoryTree();
    expect(refusalOf(tree, () => createSpace(tree, options))).toContain(message);
  });

  it('names every fault of its options at once', () => {
    const tree = createMemoryTree();
    const options = { id: 'a', author: { name: 'x', url: 'y' }, version: '1' };
    expect(refusalOf(tree, () => createSpace(tree, options))).toMatch(
      /`version` must .*`plugin\.author\.url` must/,
    );
  });

  it.each([
    ['spaces/a/space.toml', 'spaces/a/space.toml is there already'],
    ['spaces/A/space.toml', 'spaces/A differs from spaces/a in letter case alone'],
    ['spaces/a/commands/about-a.md', 'spaces/a/commands/about-a.md is there already'],
    ['spaces/a', 'spaces/a is a file'],
  ])('overwrites nothing: %s', (path, message) => {
    const tree = createMemoryTree({ [path]: 'mine' });
    expect(refusalOf(tree, () => createSpace(tree, { id: 'a', author }))).toContain(message);
  });
});
