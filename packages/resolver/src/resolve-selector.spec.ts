import { join } from 'node:path';
import { SelectorResolutionError, type CommitSha } from '@agent-spaces/core';
import type { Registry } from './registry';
import { resolveSelector, type Requirement } from './resolve-selector';
import { parseSpaceRef } from './space-ref';
import { closeRegistries, tempDirectory, tempRegistry, type TempRegistry } from './testing/temp-registry';

const root = tempDirectory();
closeRegistries();
const ROOT: Requirement = { chain: [] };

const registry = tempRegistry(join(root, 'registry'));
const commits = new Map<string, CommitSha>();
let opened: Registry;
let head: CommitSha;

beforeAll(async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0', '2.0.0-beta.1', '2.0.0-beta.2']) {
    commits.set(version, registry.publish('frontend', version));
  }
  commits.set('next', registry.publish('next', '1.0.0-rc.1'));
  commits.set('built', registry.commit());
  registry.git('tag', 'space/built/v1.0.0+linux.1');
  registry.git('branch', 'space/frontend/v9.0.0');
  registry.git('branch', 'v9.0.0');
  head = registry.commit({
    'registry/dist-tags.json': JSON.stringify({
      frontend: { stable: 'v1.1.0', bare: '1.0.0', beta: 'v2.0.0-beta.2', gone: 'v7.0.0' },
      built: { stable: 'v1.0.0+linux.1' },
      unpublished: { stable: 'v1.0.0' },
    }),
  });
  opened = await registry.open();
});

const resolveText = (text: string, requirement = ROOT) =>
  resolveSelector(parseSpaceRef(text), opened, requirement);
const versionOf = async (text: string) => (await resolveText(text)).resolvedFrom.semver;

describe('resolveSelector', () => {
  it('takes dev for the working copy and HEAD for what is committed last', async () => {
    expect(await resolveText('space:frontend')).toEqual({ commit: 'dev', resolvedFrom: { selector: 'dev' } });
    expect(await resolveText('space:frontend@HEAD')).toEqual({
      commit: head,
      resolvedFrom: { selector: 'HEAD' },
    });
  });

  it('records selector, tag and version of what it found', async () => {
    expect(await resolveText('space:frontend@stable')).toEqual({
      commit: commits.get('1.1.0'),
      resolvedFrom: { selector: 'stable', tag: 'space/frontend/v1.1.0', semver: '1.1.0' },
    });
    expect(await resolveText('space:frontend@v1.0.0')).toEqual({
      commit: commits.get('1.0.0'),
      resolvedFrom: { selector: 'v1.0.0', tag: 'space/frontend/v1.0.0', semver: '1.0.0' },
    });
  });

  it.each([
    ['^1.0.0', '1.2.0'],
    ['~1.1.0', '1.1.0'],
    ['1', '1.2.0'],
    ['1.x', '1.2.0'],
    ['*', '1.2.0'],
    ['>=1 <1.2', '1.1.0'],
    ['1.0.0 || 1.1.0', '1.1.0'],
    ['2.0.0-beta.1', '2.0.0-beta.1'],
    ['bare', '1.0.0'],
    ['beta', '2.0.0-beta.2'],
  ])('%s means %s', async (selector, version) => {
    expect(await versionOf(`space:frontend@${selector}`)).toBe(version);
  });

  it("lets a prerelease in by npm's rule: only where the range names one of the same version", async () => {
    expect(await versionOf('space:frontend@^2.0.0-beta.1')).toBe('2.0.0-beta.2');
    await expect(versionOf('space:frontend@^2')).rejects.toThrow(SelectorResolutionError);
    await expect(versionOf('space:next@*')).rejects.toMatchObject({
      hint: 'Published versions: 1.0.0-rc.1.',
    });
  });

  it('finds a version with build metadata, by version and by channel', async () => {
    for (const selector of ['1.0.0', '^1', 'stable']) {
      expect((await resolveText(`space:built@${selector}`)).commit).toBe(commits.get('built'));
    }
  });

  it('prefers the plain tag where two differ in build metadata alone', async () => {
    registry.git('tag', 'space/twice/v1.0.0+b', String(commits.get('1.0.0')));
    registry.git('tag', 'space/twice/v1.0.0', String(commits.get('1.1.0')));
    const again = await registry.open();
    for (const selector of ['1.0.0', '^1']) {
      const { resolvedFrom } = await resolveSelector(parseSpaceRef(`space:twice@${selector}`), again, ROOT);
      expect(resolvedFrom.tag).toBe('space/twice/v1.0.0');
    }
  });

  it('takes build metadata at its word, in a version and in a dist-tag', async () => {
    const builds = tempRegistry(join(root, 'builds'));
    const made = ['1.0.0+1', '1.0.0+2'].map((version) => builds.publish('a', version));
    builds.commit({ 'registry/dist-tags.json': JSON.stringify({ a: { one: 'v1.0.0+1', two: '1.0.0+2' } }) });
    const again = await builds.open();
    const found = (selector: string) => resolveSelector(parseSpaceRef(`space:a@${selector}`), again, ROOT);
    for (const [selector, build] of [
      ['1.0.0+1', 1],
      ['1.0.0+2', 2],
      ['one', 1],
      ['two', 2],
      ['^1', 2],
      ['1.0.0', 2],
    ] as const) {
      expect(await found(selector)).toEqual({
        commit: made[build - 1],
        resolvedFrom: { selector, tag: `space/a/v1.0.0+${build}`, semver: `1.0.0+${build}` },
      });
    }
    await expect(found('1.0.0+3')).rejects.toMatchObject({
      message: expect.stringContaining('version 1.0.0+3 is not published'),
      hint: 'Published versions: 1.0.0+2, 1.0.0+1.',
    });
  });

  it('finds a dist-tag that begins with a digit', async () => {
    const dated = tempRegistry(join(root, 'dated'));
    const commit = dated.publish('a', '1.0.0');
    dated.commit({ 'registry/dist-tags.json': '{"a":{"2024-lts":"v1.0.0"}}' });
    const found = await resolveSelector(parseSpaceRef('space:a@2024-lts'), await dated.open(), ROOT);
    expect(found.commit).toBe(commit);
  });

  it('expands an abbreviated git pin and checks that it exists', async () => {
    const full = String(commits.get('1.0.0'));
    for (const digits of [7, 12, 40]) {
      const selector = `git:${full.slice(0, digits)}`;
      expect(await resolveText(`space:frontend@${selector}`)).toEqual({
        commit: full,
        resolvedFrom: { selector },
      });
    }
  });

  it.each([
    ['frontend@1.3.0', /version 1.3.0 is not published/, /1\.2\.0, 1\.1\.0, 1\.0\.0/],
    ['frontend@9.0.0', /not published/, /Published versions/],
    ['frontend@^3', /no published version satisfies it/, /Published versions: 2\.0\.0-beta\.2/],
    ['frontend@stabel', /no dist-tag "stabel"/, /Did you mean @stable\?/],
    ['frontend@nightly', /no dist-tag "nightly"/, /stable, bare, beta, gone/],
    ['frontend@1.0.0.1', /no dist-tag "1\.0\.0\.1"/, /stable, bare, beta, gone\. Published versions/],
    ['next@stable', /no dist-tag/, /has no dist-tags\. Published versions: 1\.0\.0-rc\.1/],
    ['frontend@gone', /points to v7\.0\.0, which is not published/, /space\/frontend\/v7\.0\.0/],
    ['frontent@^1', /no published space "frontent"/, /Did you mean space:frontend\?/],
    ['unpublished@stable', /no published space "unpublished"/, /tag space\/unpublished\/v/],
    ['constructor@stable', /no published space/, /tag space\/constructor\/v/],
    ['frontend@constructor', /no dist-tag "constructor"/, /stable/],
    ['frontend@git:0000000', /no such commit/, /branch or tag/],
    [`frontend@git:${'0'.repeat(64)}`, /no such commit/, /branch or tag/],
  ])('says of %s what is wrong and what to do', async (rest, message, hint) => {
    await expect(resolveText(`space:${rest}`)).rejects.toMatchObject({
      code: 'SELECTOR_RESOLUTION_ERROR',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('refuses to pin what is no commit, and what more than one commit could be', async () => {
    const tree = registry.git('rev-parse', 'HEAD^{tree}');
    await expect(resolveText(`space:frontend@git:${tree}`)).rejects.toMatchObject({
      message: expect.stringContaining('a tree, not a commit'),
    });
    const crowded = tempRegistry(join(root, 'crowded'));
    const shared = twoCommitsAlike(crowded);
    const ref = parseSpaceRef(`space:a@git:${shared}`);
    await expect(resolveSelector(ref, await crowded.open(), ROOT)).rejects.toMatchObject({
      code: 'SELECTOR_RESOLUTION_ERROR',
      message: expect.stringContaining('ambiguous'),
      hint: 'Write more digits of the commit.',
    });
  });

  it('says who required what cannot be resolved, and where', async () => {
    const location = { file: 'x:spaces/b/space.toml', pointer: '/deps/spaces/0' };
    const requirement = { chain: ['a@1', 'b@2'], location };
    await expect(resolveText('space:frontent@^1', requirement)).rejects.toMatchObject({
      code: 'MISSING_DEPENDENCY_ERROR',
      hint: 'Required by a@1 → b@2. Did you mean space:frontend?',
      location,
    });
    await expect(resolveText('space:frontend@^3', requirement)).rejects.toMatchObject({
      code: 'SELECTOR_RESOLUTION_ERROR',
      hint: expect.stringMatching(/^Required by a@1 → b@2\. Published versions/),
      location,
    });
  });

  it('says so when HEAD is asked for before the first commit', async () => {
    const empty = await tempRegistry(join(root, 'empty')).open();
    await expect(resolveSelector(parseSpaceRef('space:a@HEAD'), empty, ROOT)).rejects.toMatchObject({
      code: 'SELECTOR_RESOLUTION_ERROR',
      hint: expect.stringContaining('Commit'),
    });
  });
});

/** The ids of these two commits of an empty tree begin with the same seven digits. */
function twoCommitsAlike({ gitWithInput }: TempRegistry): string {
  const tree = gitWithInput('', 'hash-object', '-t', 'tree', '-w', '--stdin');
  const [one = '', other = ''] = [824, 5997].map((time) => {
    const person = `A <a@b> ${time} +0000`;
    const commit = `tree ${tree}\nauthor ${person}\ncommitter ${person}\n\n`;
    return gitWithInput(commit, 'hash-object', '-t', 'commit', '-w', '--stdin').slice(0, 7);
  });
  expect(one).toBe(other);
  return one;
}
