import { newFile, readTreeText, writeFiles } from './planned-files';
import { createMemoryTree } from './testing/memory-tree';
import { refusalOf } from './testing/refusal-of';

describe('newFile', () => {
  const file = { path: 'spaces/a/commands/check.md', text: '' };

  it('is one that nothing is in the way of', () => {
    expect(newFile(createMemoryTree({ 'spaces/a/commands/other.md': '' }), file, 'Choose.')).toBe(file);
  });

  it.each(['spaces/a/commands/check.md', 'spaces/a/commands/CHECK.md', 'spaces/a/commands/check.md/x'])(
    'is refused where there is %s',
    (path) => {
      const tree = createMemoryTree({ [path]: '' });
      expect(refusalOf(tree, () => newFile(tree, file, 'Choose.'))).toMatch(
        /^CONFIG_ERROR spaces\/a\/commands\/(?:check|CHECK)\.md is there already\. \| Choose\.$/,
      );
    },
  );

  it.each([
    ['spaces/a/Commands/other.md', 'spaces/a/Commands differs from spaces/a/commands'],
    ['Spaces/b/space.toml', 'Spaces differs from spaces'],
  ])('is refused below a directory that would be one with another: %s', (path, message) => {
    const tree = createMemoryTree({ [path]: '' });
    expect(refusalOf(tree, () => newFile(tree, file, 'Choose.'))).toContain(
      `${message} in letter case alone`,
    );
  });

  it('may lie in either of two directories that are there', () => {
    const tree = createMemoryTree({ 'spaces/a/Commands/check.md': '', 'spaces/a/commands/other.md': '' });
    expect(newFile(tree, file, 'Choose.')).toBe(file);
  });

  it('is refused where a link to nothing has its name, which would be written through', () => {
    const tree = { ...createMemoryTree(), children: () => ['check.md'] };
    expect(refusalOf(tree, () => newFile(tree, file, 'Choose.'))).toContain('is there already');
  });
});

describe('writeFiles', () => {
  it('says what became of each file, and touches none that is right', () => {
    const tree = createMemoryTree({ a: '1', b: '2' });
    const planned = [
      { path: 'a', text: '1' },
      { path: 'b', text: '3' },
      { path: 'c/d.sh', text: '4', executable: true },
    ];
    expect(writeFiles(tree, planned)).toEqual([
      { path: 'a', change: 'unchanged' },
      { path: 'b', change: 'updated' },
      { path: 'c/d.sh', change: 'created' },
    ]);
    expect(tree.writes).toEqual(['b', 'c/d.sh']);
    expect([tree.modeOf('b'), tree.modeOf('c/d.sh')]).toEqual([undefined, 0o755]);
  });

  it.each([
    ['a file has the name of a directory', { x: '' }, 'x is a file, so x/y cannot be written.'],
    ['a directory has the name of a file', { 'x/y/z': '' }, 'x/y is a directory, so x/y cannot be written.'],
  ])('writes nothing at all where %s', (_, files, message) => {
    const tree = createMemoryTree(files);
    const planned = ['a', 'x/y'].map((path) => ({ path, text: 'new' }));
    expect(refusalOf(tree, () => writeFiles(tree, planned))).toContain(message);
  });
});

describe('readTreeText', () => {
  it('takes nothing for text that is not', () => {
    const tree = createMemoryTree({ a: Buffer.from([0x61, 0x0a, 0xff]) });
    expect(refusalOf(tree, () => readTreeText(tree, 'a'))).toMatch(/^CONFIG_PARSE_ERROR a is not UTF-8 text/);
  });
});
