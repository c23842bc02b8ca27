import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitSha, SpaceId } from '@agent-spaces/core';
import { commitContent } from './commit-content';
import { closeRegistries, tempDirectory, tempRegistry } from './testing/temp-registry';

const registry = tempRegistry(join(tempDirectory(), 'registry'));
closeRegistries();

const contentAt = async (commit: CommitSha, id = 'a') =>
  commitContent((await registry.open()).repository, id as SpaceId, commit);

/** Commits a tree that `git add` would not make: lines of `git mktree`, NUL-terminated, as the tree of `spaces/a`. */
function commitTree(...lines: readonly (string | Buffer)[]): CommitSha {
  const wrap = (tree: string, name: string): string =>
    registry.gitWithInput(`040000 tree ${tree}\t${name}\0`, 'mktree', '-z');
  const input = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from([0])]));
  const tree = wrap(wrap(registry.gitWithInput(input, 'mktree', '-z', '--missing'), 'a'), 'spaces');
  return registry.git('commit-tree', '-m', 'odd', tree) as CommitSha;
}
const blob = (text: string): string => registry.gitWithInput(text, 'hash-object', '-w', '--stdin');

describe('commitContent', () => {
  it('lists what the space holds in byte order, with what git keeps of a mode', async () => {
    registry.write({
      'spaces/a/space.toml': 'schema = 1\n',
      'spaces/a/hooks/run.sh': { executable: '#!/bin/sh\n' },
      'spaces/a/Z.md': 'z',
      'spaces/a/é/x': '',
      'spaces/ab/other': 'not of a',
    });
    symlinkSync('../nowhere', join(registry.directory, 'spaces/a/link'));
    const content = await contentAt(registry.commit());
    expect(content?.files.map(({ path, kind }) => [path, kind])).toEqual([
      ['Z.md', 'file'],
      ['hooks/run.sh', 'executable'],
      ['link', 'symlink'],
      ['space.toml', 'file'],
      ['é/x', 'file'],
    ]);
    expect((await content?.read('hooks/run.sh'))?.toString()).toBe('#!/bin/sh\n');
    expect((await content?.read('link'))?.toString()).toBe('../nowhere');
    expect(await content?.hasShebang('hooks/run.sh')).toBe(true);
    expect(await content?.hasShebang('link')).toBe(false);
    expect(await content?.hasShebang('Z.md')).toBe(false);
  });

  it('reads nothing but its own files', async () => {
    const content = await contentAt(registry.commit({ 'spaces/a/space.toml': '', 'spaces/b/x': '' }));
    for (const path of ['../b/x', 'nothing', '/etc/passwd', '']) {
      await expect(content?.read(path)).rejects.toMatchObject({ code: 'SNAPSHOT_ERROR' });
    }
  });

  it('is nothing where the commit has no such directory', async () => {
    const commit = registry.commit({ 'spaces/file': 'not a space' });
    expect(await contentAt(commit, 'none')).toBeUndefined();
    expect(await contentAt(commit, 'file')).toBeUndefined();
  });

  it('leaves out the work of tools at the top, and only there', async () => {
    const lines = ['.asp', 'dist', 'node_modules'].map((name) => `100644 blob ${blob('x')}\t${name}`);
    expect((await contentAt(commitTree(...lines)))?.files).toEqual([]);
    const deep = registry.commit({
      'spaces/a/skills/dist/x': '',
      'spaces/a/dist/x': '',
      'spaces/a/distx': '',
    });
    const paths = (await contentAt(deep))?.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['skills/dist/x', 'distx']));
    expect(paths).not.toContain('dist/x');
  });

  it('is not changed by attributes of the registry', async () => {
    const attributes = '* text eol=crlf export-subst\nsecret export-ignore\n';
    const commit = registry.commit({ '.gitattributes': attributes, 'spaces/a/secret': '$Format:%H$\n' });
    expect((await (await contentAt(commit))?.read('secret'))?.toString()).toBe('$Format:%H$\n');
  });

  it.each([
    ['a submodule', () => [`160000 commit ${'1'.repeat(40)}\tlib`], /submodule/],
    [
      'a name that is not UTF-8',
      () => [Buffer.concat([Buffer.from(`100644 blob ${blob('x')}\t`), Buffer.from([0x61, 0xff])])],
      /not UTF-8/,
    ],
    ['.git', () => [`100644 blob ${blob('x')}\t.git`], /only git may use/],
    ['.GIT', () => [`100644 blob ${blob('x')}\t.GIT`], /only git may use/],
    ["the snapshot's record", () => [`100644 blob ${blob('x')}\t.asp-snapshot.json`], /own records/],
    ["the cache entry's record", () => [`100644 blob ${blob('x')}\t.asp-cache.json`], /own records/],
  ])('refuses %s and says what to do', async (_, lines, message) => {
    await expect(contentAt(commitTree(...lines()))).rejects.toMatchObject({
      code: 'SNAPSHOT_ERROR',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  it.each(['.', '..'])('has a typed error for a tree that names %s', async (name) => {
    const content = contentAt(commitTree(`100644 blob ${blob('x')}\t${name}`));
    await expect(content).rejects.toMatchObject({ code: 'GIT_ERROR' });
  });

  it.each([
    [
      'a name that is not UTF-8',
      Buffer.concat([Buffer.from(`100644 blob ${blob('x')}\t\u001b[2J`), Buffer.from([0xff])]),
    ],
    ['a submodule', `160000 commit ${'1'.repeat(40)}\tlib\n\u001b]0;x\u0007\u202e`],
  ])('shows %s without what a terminal would obey', async (_, entry) => {
    await expect(contentAt(commitTree(entry))).rejects.toMatchObject({
      message: expect.stringMatching(/^[^\p{Cc}\p{Cf}]*\\u001b[^\p{Cc}\p{Cf}]*$/u),
    });
  });
});
