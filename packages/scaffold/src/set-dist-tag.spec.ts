import { setDistTag } from './set-dist-tag';
import { createMemoryTree } from './testing/memory-tree';
import { refusalOf } from './testing/refusal-of';

const FILE = 'registry/dist-tags.json';
const TAGS = '{\n  "a": { "stable": "v1.0.0" },\n  "b": { "beta": "1.0.0" }\n}\n';

describe('setDistTag', () => {
  it.each([
    [{ space: 'a', tag: 'stable', version: '1.1.0' }, 'v1.0.0', 'v1.1.0', TAGS.replace('v1.0.0', 'v1.1.0')],
    [{ space: 'b', tag: 'beta', version: 'v2.0.0' }, '1.0.0', '2.0.0', TAGS.replace('"1.0.0"', '"2.0.0"')],
    [
      { space: 'a', tag: 'latest', version: '1.0.0' },
      undefined,
      'v1.0.0',
      TAGS.replace('" },', '", "latest": "v1.0.0" },'),
    ],
    [
      { space: 'c', tag: 'next', version: '3.0.0' },
      undefined,
      'v3.0.0',
      TAGS.replace(' }\n}', ' },\n  "c": { "next": "v3.0.0" }\n}'),
    ],
  ])('moves or adds %j and no other', (change, from, to, text) => {
    const tree = createMemoryTree({ [FILE]: TAGS });
    expect(setDistTag(tree, change)).toMatchObject({ from, to, files: [{ path: FILE, change: 'updated' }] });
    expect(tree.texts()[FILE]).toBe(text);
  });

  it('begins the file where there is none', () => {
    const tree = createMemoryTree();
    setDistTag(tree, { space: 'a', tag: 'stable', version: '1.0.0', registry: 'lib' });
    expect(JSON.parse(tree.texts()[`lib/${FILE}`] ?? '')).toEqual({ a: { stable: 'v1.0.0' } });
  });

  it('writes nothing where the tag is there', () => {
    const tree = createMemoryTree({ [FILE]: TAGS });
    setDistTag(tree, { space: 'a', tag: 'stable', version: '1.0.0' });
    expect(tree.writes).toEqual([]);
  });

  it.each([
    [{ space: '../a', tag: 'x', version: '1.0.0' }, '"../a" cannot be the name of a space'],
    [{ space: 'a', tag: 'x y', version: '1.0.0' }, 'must be a channel name without spaces'],
    [{ space: 'a', tag: '', version: '1.0.0' }, 'must be a channel name'],
    [{ space: 'a', tag: 'x', version: '^1' }, '"^1" is not a version'],
  ])('refuses %j', (change, message) => {
    const tree = createMemoryTree({ [FILE]: TAGS });
    expect(refusalOf(tree, () => setDistTag(tree, change))).toContain(message);
  });

  it('changes no file that is not valid', () => {
    const tree = createMemoryTree({ [FILE]: '{"a": []}' });
    const call = (): unknown => setDistTag(tree, { space: 'b', tag: 'x', version: '1.0.0' });
    expect(refusalOf(tree, call)).toContain('CONFIG_VALIDATION_ERROR `a` must be an object');
  });
});
