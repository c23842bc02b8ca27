import { parseTreeEntries } from './tree-entries';

const TREE = 'b'.repeat(40);
const entry = (mode: string, name: string | Buffer, id = Buffer.alloc(20, 7)): Buffer =>
  Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), id]);

describe('parseTreeEntries', () => {
  it('writes modes as git ls-tree does and tells trees, submodules and blobs apart', () => {
    const modes = ['100644', '100755', '120000', '40000', '160000'];
    const entries = parseTreeEntries(TREE, Buffer.concat(modes.map((mode) => entry(mode, `f${mode}`))));
    expect(entries.map(({ mode, type }) => [mode, type])).toEqual([
      ['100644', 'blob'],
      ['100755', 'blob'],
      ['120000', 'blob'],
      ['040000', 'tree'],
      ['160000', 'commit'],
    ]);
  });

  it('keeps names as bytes and ids that contain NUL and space', () => {
    const name = Buffer.from([0xff, 0x20, 0x0a, 0x80]);
    const id = Buffer.concat([Buffer.from([0, 0x20]), Buffer.alloc(18, 1)]);
    const [first, second] = parseTreeEntries(
      TREE,
      Buffer.concat([entry('100644', name, id), entry('100644', 'z')]),
    );
    expect(first?.name).toEqual(name);
    expect(first?.oid).toBe(id.toString('hex'));
    expect(second?.name.toString()).toBe('z');
  });

  it('reads ids of 32 bytes where the tree itself has one', () => {
    const [only] = parseTreeEntries('c'.repeat(64), entry('100644', 'a', Buffer.alloc(32, 9)));
    expect(only?.oid).toBe('09'.repeat(32));
  });

  it.each([
    ['the name ..', entry('40000', '..')],
    ['the name .', entry('40000', '.')],
    ['an empty name', entry('100644', '')],
    ['a slash in a name', entry('100644', 'a/../../b')],
    ['a name twice', Buffer.concat([entry('100644', 'a'), entry('120000', 'a')])],
    ['a mode that is none', entry('rwx', 'a')],
    ['an id cut off', entry('100644', 'a').subarray(0, -1)],
    ['a missing name', Buffer.from('100644 ')],
    ['a missing mode', Buffer.from('x')],
  ])('refuses %s', (_, data) => {
    expect(() => parseTreeEntries(TREE, data)).toThrow(/malformed/);
  });
});
