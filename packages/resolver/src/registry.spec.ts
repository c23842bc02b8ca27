import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitSha, SpaceId } from '@agent-spaces/core';
import { openRegistry, readSpaceDirectory } from './registry';
import { closeRegistries, spaceToml, tempDirectory, tempRegistry, writeFiles } from './testing/temp-registry';

const root = tempDirectory();
closeRegistries();
let made = 0;
const fresh = () => tempRegistry(join(root, `r${(made += 1)}`));
const id = (text: string): SpaceId => text as SpaceId;

describe('versionsOf', () => {
  it('lists the published versions, newest first, with the commits of their tags', async () => {
    const registry = fresh();
    const commits = ['1.2.0', '1.10.0', '2.0.0-beta.1', '1.9.9'].map((version) =>
      registry.publish('a', version),
    );
    registry.git('tag', '-a', '-m', 'annotated', 'space/a/v3.0.0', String(commits[0]));
    expect(await (await registry.open()).versionsOf(id('a'))).toEqual([
      { version: '3.0.0', tag: 'space/a/v3.0.0', commit: commits[0] },
      { version: '2.0.0-beta.1', tag: 'space/a/v2.0.0-beta.1', commit: commits[2] },
      { version: '1.10.0', tag: 'space/a/v1.10.0', commit: commits[1] },
      { version: '1.9.9', tag: 'space/a/v1.9.9', commit: commits[3] },
      { version: '1.2.0', tag: 'space/a/v1.2.0', commit: commits[0] },
    ]);
  });

  it('tells versions apart that differ in build metadata, the plain one first', async () => {
    const registry = fresh();
    const commits = ['1.0.0+2', '1.0.0', '1.0.0+10'].map((version) => registry.publish('a', version));
    expect(await (await registry.open()).versionsOf(id('a'))).toEqual([
      { version: '1.0.0', tag: 'space/a/v1.0.0', commit: commits[1] },
      { version: '1.0.0+10', tag: 'space/a/v1.0.0+10', commit: commits[2] },
      { version: '1.0.0+2', tag: 'space/a/v1.0.0+2', commit: commits[0] },
    ]);
  });

  it('takes nothing for a version that is not exactly a tag of one', async () => {
    const registry = fresh();
    registry.publish('a', '1.0.0');
    for (const tag of ['v2', '2.0.0', 'vv2.0.0', 'v2.0', 'latest', 'v02.0.0', 'v2.0.0/x', 'x/v2.0.0']) {
      registry.git('tag', `space/a/${tag}`);
    }
    registry.git('branch', 'space/a/v2.0.0');
    registry.git('tag', 'space/a/v4.0.0', registry.git('rev-parse', 'HEAD:spaces'));
    const opened = await registry.open();
    expect((await opened.versionsOf(id('a'))).map(({ version }) => version)).toEqual(['1.0.0']);
    expect(await opened.versionsOf(id('x'))).toEqual([]);
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'knows nothing of %s unless it was published',
    async (name) => {
      const registry = fresh();
      registry.publish('a', '1.0.0');
      const opened = await registry.open();
      expect(await opened.versionsOf(id(name))).toEqual([]);
      expect((await opened.distTags()).get(id(name))).toBeUndefined();
    },
  );

  it('takes constructor for a name like any other', async () => {
    const registry = fresh();
    registry.publish('constructor', '1.0.0');
    expect(await (await registry.open()).versionsOf(id('constructor'))).toHaveLength(1);
  });
});

describe('suggestId', () => {
  it('names a published space that is near, and only one that can be referred to', async () => {
    const registry = fresh();
    registry.publish('frontend', '1.0.0');
    registry.git('tag', 'space/Frontent/v1.0.0');
    const opened = await registry.open();
    expect(await opened.suggestId('frontent')).toBe('frontend');
    expect(await opened.suggestId('zzz')).toBeUndefined();
  });
});

describe('suggestId, before anything is published', () => {
  it('names a space that lies in the working copy', async () => {
    const registry = fresh();
    registry.write({
      'spaces/backend/space.toml': 'schema = 1\nid = "backend"\n',
      'spaces/empty/README.md': '',
    });
    const opened = await registry.open();
    expect(await opened.suggestId('bakend')).toBe('backend');
    expect(await opened.suggestId('emty')).toBeUndefined();
  });
});

describe('distTags', () => {
  it("are those of the registry's HEAD, not of its working copy", async () => {
    const registry = fresh();
    registry.commit({ 'registry/dist-tags.json': '{"a":{"stable":"v1.0.0"}}' });
    registry.write({ 'registry/dist-tags.json': 'not yet committed' });
    expect(await (await registry.open()).distTags()).toEqual(
      new Map([['a', new Map([['stable', 'v1.0.0']])]]),
    );
  });

  it('are none where there is no file or no commit', async () => {
    const registry = fresh();
    expect(await (await registry.open()).distTags()).toEqual(new Map());
    expect(await (await registry.open()).head()).toBeUndefined();
    registry.commit();
    expect(await (await registry.open()).distTags()).toEqual(new Map());
  });

  it.each(['{', '[]', '{"__proto__":{"stable":"v1.0.0"}}', '{"a":{"stable":"../v1"}}', '{"a":{"stable":1}}'])(
    'are a typed error that names the commit for %s',
    async (text) => {
      const registry = fresh();
      const commit = registry.commit({ 'registry/dist-tags.json': text });
      await expect((await registry.open()).distTags()).rejects.toMatchObject({
        code: expect.stringMatching(/^CONFIG_/),
        location: { file: `${commit.slice(0, 12)}:registry/dist-tags.json` },
      });
    },
  );

  it('are a typed error for bytes that are no text, were it inside a key', async () => {
    const registry = fresh();
    const data = Buffer.from('{"a":\n{"caf\xe9":"v1.0.0"}}', 'latin1');
    const commit = registry.commit({ 'registry/dist-tags.json': data });
    await expect((await registry.open()).distTags()).rejects.toMatchObject({
      code: 'CONFIG_PARSE_ERROR',
      location: { file: `${commit.slice(0, 12)}:registry/dist-tags.json`, line: 2 },
    });
  });
});

describe('lookUpCommit', () => {
  it('refreshes once for a commit that is missing, and not for one that is there', async () => {
    const [origin, registry] = [fresh(), fresh()];
    const known = registry.publish('a', '1.0.0');
    const coming = origin.publish('a', '2.0.0');
    let asked = 0;
    const opened = await registry.open({
      beforeRefs: async () => {
        asked += 1;
        registry.git('fetch', '--quiet', origin.directory, 'main');
      },
    });
    expect(await opened.lookUpCommit(known)).toEqual({ kind: 'found', sha: known });
    expect(asked).toBe(0);
    expect(await opened.lookUpCommit(coming.slice(0, 9))).toEqual({ kind: 'found', sha: coming });
    expect(await opened.lookUpCommit('0'.repeat(40))).toEqual({ kind: 'missing' });
    await opened.versionsOf(id('a'));
    expect(asked).toBe(1);
  });
});

describe('spaceAt', () => {
  it('reads manifest and content as the commit has them, once', async () => {
    const registry = fresh();
    const commit = registry.publish('a', '1.0.0');
    registry.publish('a', '2.0.0');
    const opened = await registry.open();
    const source = await opened.spaceAt(id('a'), commit);
    expect(source?.manifest).toMatchObject({ id: 'a', version: '1.0.0' });
    expect(source?.content.files.map(({ path }) => path)).toEqual(['space.toml']);
    expect(await opened.spaceAt(id('a'), commit)).toBe(source);
  });

  it('is nothing without a manifest, or with one that may lead out of the space', async () => {
    const registry = fresh();
    registry.write({ 'spaces/a/README.md': '', 'spaces/b/README.md': '', 'spaces/c/space.toml/x': '' });
    symlinkSync('../../secret', join(registry.directory, 'spaces/b/space.toml'));
    const commit = registry.commit();
    const opened = await registry.open();
    for (const name of ['a', 'b', 'c', 'd']) expect(await opened.spaceAt(id(name), commit)).toBeUndefined();
  });

  it.each([
    ['an id that is not its directory', spaceToml('b'), 'CONFIG_VALIDATION_ERROR'],
    ['bad TOML', 'schema = = 1', 'CONFIG_PARSE_ERROR'],
    [
      'bytes that are no text',
      Buffer.from(`${spaceToml('a')}description = "caf\xe9"\n`, 'latin1'),
      'CONFIG_PARSE_ERROR',
    ],
  ])('names the commit and the line of %s', async (_, text, code) => {
    const registry = fresh();
    const commit = registry.commit({ 'spaces/a/space.toml': text });
    await expect((await registry.open()).spaceAt(id('a'), commit)).rejects.toMatchObject({
      code,
      location: { file: `${commit.slice(0, 12)}:spaces/a/space.toml`, line: expect.any(Number) },
    });
  });
});

describe('devSpace', () => {
  it('reads the working copy, committed or not', async () => {
    const registry = fresh();
    registry.write({ 'spaces/a/space.toml': spaceToml('a', { version: '9.9.9' }) });
    const opened = await registry.open();
    expect((await opened.devSpace(id('a')))?.manifest.version).toBe('9.9.9');
    expect(await opened.devSpace(id('b'))).toBeUndefined();
    expect(opened.devSpaceDirectory(id('a'))).toBe(join(registry.directory, 'spaces/a'));
  });

  it('hashes as the repository does, so that it can be compared with a commit', async () => {
    const registry = tempRegistry(join(root, 'sha256'), '--object-format=sha256');
    const commit = registry.publish('a', '1.0.0');
    const opened = await registry.open();
    const committed = await opened.spaceAt(id('a'), commit);
    expect((await opened.devSpace(id('a')))?.content.files).toEqual(committed?.content.files);
  });
});

describe('readSpaceDirectory', () => {
  it('needs no registry and takes any directory name', async () => {
    const directory = join(root, 'Any Name');
    writeFiles(directory, { 'space.toml': spaceToml('a') });
    expect((await readSpaceDirectory(directory))?.manifest.id).toBe('a');
    await expect(readSpaceDirectory(directory, { expectedId: id('b') })).rejects.toMatchObject({
      code: 'CONFIG_VALIDATION_ERROR',
      location: { file: join(directory, 'space.toml') },
    });
  });

  it('is nothing where there is no manifest, a directory or a symlink in its place, or no directory at all', async () => {
    const directory = join(root, 'no-manifest');
    writeFiles(directory, {
      'a/README.md': '',
      'b/space.toml/x': '',
      'c/README.md': '',
      real: spaceToml('c'),
    });
    symlinkSync('../real', join(directory, 'c/space.toml'));
    for (const name of ['a', 'b', 'c', 'none', 'real']) {
      expect(await readSpaceDirectory(join(directory, name))).toBeUndefined();
    }
  });
});

describe('openRegistry', () => {
  it('asks to refresh the refs once, before anything is read from them, and not for a pinned commit', async () => {
    const registry = fresh();
    const commit = registry.publish('a', '1.0.0');
    const asked: string[] = [];
    const opened = await registry.open({
      beforeRefs: async ({ directory }) => {
        asked.push(directory);
        registry.git('tag', 'space/a/v2.0.0');
      },
    });
    await opened.spaceAt(id('a'), commit);
    await opened.devSpace(id('a'));
    expect(asked).toEqual([]);
    const [versions] = await Promise.all([opened.versionsOf(id('a')), opened.head(), opened.distTags()]);
    expect(versions.map(({ version }) => version)).toEqual(['2.0.0', '1.0.0']);
    expect(asked).toEqual([registry.directory]);
  });

  it('passes on why the refs could not be refreshed', async () => {
    const opened = await fresh().open({ beforeRefs: () => Promise.reject(new Error('offline')) });
    await expect(opened.versionsOf(id('a'))).rejects.toThrow('offline');
  });

  it('needs nothing but a repository', async () => {
    const registry = fresh();
    const commit: CommitSha = registry.commit();
    const { repository } = await registry.open();
    expect(await openRegistry(repository).head()).toBe(commit);
  });
});
