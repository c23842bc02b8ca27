import { bumpVersion, setSpaceVersion } from './space-version';
import { createMemoryTree, type MemoryTree } from './testing/memory-tree';
import { refusalOf } from './testing/refusal-of';

const FILE = 'spaces/web/space.toml';
const treeOf = (text: string): MemoryTree => createMemoryTree({ [FILE]: `schema = 1\nid = "web"\n${text}` });
const space = 'web';

describe('bumpVersion', () => {
  it.each([
    ['1.2.3', 'patch', undefined, '1.2.4'],
    ['1.2.3', 'minor', undefined, '1.3.0'],
    ['1.2.3', 'major', undefined, '2.0.0'],
    ['1.2.3', 'prerelease', 'beta', '1.2.4-beta.0'],
    ['1.2.4-beta.0', 'prerelease', 'beta', '1.2.4-beta.1'],
    ['1.2.4-beta.1', 'patch', undefined, '1.2.4'],
    ['1.2.3', 'premajor', 'rc', '2.0.0-rc.0'],
    ['1.2.3', '1.10.0', undefined, '1.10.0'],
    ['1.2.3', 'v2.0.0-beta.1+b.7', undefined, '2.0.0-beta.1+b.7'],
  ])('raises %s by %s (%s) to %s', (from, release, preid, to) => {
    const tree = treeOf(`version = '${from}' # it\n`);
    expect(bumpVersion(tree, { space, release, ...(preid ? { preid } : {}) })).toEqual({
      space,
      from,
      to,
      files: [{ path: FILE, change: 'updated' }],
    });
    expect(tree.texts()[FILE]).toBe(`schema = 1\nid = "web"\nversion = '${to}' # it\n`);
  });

  it('gives a first version to a space that has none', () => {
    const tree = treeOf('description = "x"\n');
    expect(bumpVersion(tree, { space, release: '0.1.0' })).toMatchObject({ from: undefined, to: '0.1.0' });
    expect(tree.texts()[FILE]).toBe('schema = 1\nid = "web"\nversion = "0.1.0"\ndescription = "x"\n');
  });

  it.each([
    [
      'version = "1.0.0"',
      'majro',
      undefined,
      '"majro" is neither a kind of release nor a version. | Did you mean "major"?',
    ],
    ['version = "1.0.0"', '1.0', undefined, '| The kinds are '],
    ['version = "1.0.0"', '0.9.0', undefined, '0.9.0 is not above 1.0.0, the version there is'],
    ['version = "1.0.0"', '1.0.0', undefined, '1.0.0 is not above 1.0.0'],
    ['version = "1.0.0"', 'prerelease', '../x', '"../x" cannot be part of a version'],
    ['', 'patch', undefined, `${FILE} has no version that could be raised. | Give the version itself`],
    ['version = "x"', 'patch', undefined, 'CONFIG_VALIDATION_ERROR `version` must be a semantic version'],
  ])('refuses, for %j, %s (%s)', (text, release, preid, message) => {
    const tree = treeOf(text);
    const call = (): unknown => bumpVersion(tree, { space, release, ...(preid ? { preid } : {}) });
    expect(refusalOf(tree, call)).toContain(message);
  });
});

describe('setSpaceVersion', () => {
  it('keeps the version of the plugin with that of the space, where they were one', () => {
    const tree = treeOf('version = "1.0.0"\nplugin.version = "1.0.0"\n');
    expect(setSpaceVersion(tree, { space, version: 'v0.9.0' })).not.toHaveProperty('pluginVersion');
    expect(tree.texts()[FILE]).toContain('version = "0.9.0"\nplugin.version = "0.9.0"\n');
  });

  it('tells of a version of the plugin that is another, and leaves it', () => {
    const tree = treeOf('version = "1.0.0"\nplugin = { version = "7.0.0" }\n');
    expect(setSpaceVersion(tree, { space, version: '1.1.0' })).toMatchObject({ pluginVersion: '7.0.0' });
    expect(tree.texts()[FILE]).toContain('version = "1.1.0"\nplugin = { version = "7.0.0" }\n');
  });

  it('writes nothing where nothing changes', () => {
    const tree = treeOf('version = "1.0.0"\n');
    expect(setSpaceVersion(tree, { space, version: '1.0.0' }).files).toEqual([
      { path: FILE, change: 'unchanged' },
    ]);
    expect(tree.writes).toEqual([]);
  });

  it('refuses what is no version', () => {
    const tree = treeOf('version = "1.0.0"\n');
    expect(refusalOf(tree, () => setSpaceVersion(tree, { space, version: '^1' }))).toContain(
      '"^1" is not a version',
    );
  });
});
