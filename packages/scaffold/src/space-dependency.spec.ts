import { setSpaceDependency } from './space-dependency';
import { createMemoryTree, type MemoryTree } from './testing/memory-tree';
import { refusalOf } from './testing/refusal-of';

const FILE = 'spaces/web/space.toml';
const HEAD = 'schema = 1\nid = "web"\n';
const treeOf = (text: string): MemoryTree =>
  createMemoryTree({ [FILE]: HEAD + text, 'spaces/base/space.toml': '' });
const space = 'web';

describe('setSpaceDependency', () => {
  it('changes the range of a space that is needed', () => {
    const tree = treeOf("[deps]\nspaces = ['space:x@1', 'space:base@^1.0.0'] # both\n");
    expect(setSpaceDependency(tree, { space, dependency: 'base', selector: '^2.0.0' })).toEqual({
      space,
      dependency: 'base',
      ref: 'space:base@^2.0.0',
      replaced: 'space:base@^1.0.0',
      files: [{ path: FILE, change: 'updated' }],
    });
    expect(tree.texts()[FILE]).toBe(`${HEAD}[deps]\nspaces = ['space:x@1', 'space:base@^2.0.0'] # both\n`);
  });

  it('adds a space that is not, with its table where there is none', () => {
    const tree = treeOf('[plugin]\nlicense = "MIT"\n');
    setSpaceDependency(tree, { space, dependency: 'base' });
    setSpaceDependency(tree, { space, dependency: 'published', selector: '1.x' });
    expect(tree.texts()[FILE]).toBe(
      `${HEAD}[plugin]\nlicense = "MIT"\n\n[deps]\nspaces = ["space:base", "space:published@1.x"]\n`,
    );
  });

  it('writes nothing where nothing changes', () => {
    const tree = treeOf('deps.spaces = ["space:base"]\n');
    expect(setSpaceDependency(tree, { space, dependency: 'base' })).not.toHaveProperty('replaced');
    expect(tree.writes).toEqual([]);
  });

  it.each([
    ['', { dependency: 'web' }, 'CONFIG_ERROR The space "web" cannot need itself'],
    ['', { dependency: 'bsae' }, '| Did you mean space:base?'],
    ['', { dependency: 'base', selector: '' }, 'REF_PARSE_ERROR "space:base@" is not a space reference'],
    ['', { dependency: 'a@b@c' }, 'REF_PARSE_ERROR'],
    ['deps.spaces = ["space:base", "space:base@1"]\n', { dependency: 'base' }, 'needs base 2 times'],
  ])('refuses, for %j, %j', (text, options, message) => {
    const tree = treeOf(text);
    expect(refusalOf(tree, () => setSpaceDependency(tree, { space, ...options }))).toContain(message);
  });
});
