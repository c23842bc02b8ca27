import type { SpaceId } from '@agent-spaces/core';
import { cloneableUrl, isSourceOf, pinnedSource } from './marketplace-source';

describe('cloneableUrl', () => {
  it.each([
    ['https://github.com/team/spaces.git', 'team/spaces'],
    ['https://github.com/team/spaces', 'team/spaces'],
    ['git@github.com:team/my.spaces.git', 'team/my.spaces'],
    ['ssh://git@github.com/team/spaces.git', 'team/spaces'],
    ['https://git.example.com/a/b/c.git', 'https://git.example.com/a/b/c.git'],
    ['http://127.0.0.1:8080/r.git', 'http://127.0.0.1:8080/r.git'],
    ['git@git.example.com:a/b.git', 'git@git.example.com:a/b.git'],
    ['ssh://git@git.example.com/a/b.git', 'git@git.example.com:a/b.git'],
    ['ssh://git@git.example.com:22/a/b.git', 'git@git.example.com:a/b.git'],
    ['https://github.com.evil.example/team/spaces', 'https://github.com.evil.example/team/spaces'],
  ])('of %s is %s', (url, expected) => expect(cloneableUrl(url)).toBe(expected));

  it.each([
    '/srv/git/registry.git',
    '../registry',
    'file:///srv/git/registry.git',
    'ssh://git@git.example.com:2222/a/b.git',
    'ssh://ada@git.example.com/a/b.git',
    'ada@git.example.com:a/b.git',
    'git://git.example.com/a.git',
    'C:\\registry',
    'team:registry',
    'https://git.example.com/a b',
  ])('is nothing for %s, which the client refuses or another machine does not have', (url) =>
    expect(cloneableUrl(url)).toBeUndefined(),
  );
});

describe('isSourceOf', () => {
  const alpha = 'alpha' as SpaceId;
  it.each([
    './spaces/alpha',
    'spaces/alpha',
    './spaces/alpha/',
    { source: 'git-subdir', path: 'spaces/alpha' },
  ])('knows the space by %j', (source) => expect(isSourceOf(source, alpha)).toBe(true));
  it.each([
    './spaces/alpha2',
    './alpha',
    'other/spaces/alpha',
    '',
    null,
    7,
    {},
    { source: 'github', repo: 'a/alpha' },
  ])('does not take %j for it', (source) => expect(isSourceOf(source, alpha)).toBe(false));
});

it('gives the client no commit id that it would refuse', () => {
  const at = { url: 'team/spaces', tag: 'space/alpha/v1.0.0' };
  const sha1 = pinnedSource('alpha' as SpaceId, { ...at, commit: 'a'.repeat(40) as never });
  const sha256 = pinnedSource('alpha' as SpaceId, { ...at, commit: 'a'.repeat(64) as never });
  expect(sha1).toEqual({
    source: 'git-subdir',
    url: 'team/spaces',
    path: 'spaces/alpha',
    ref: 'space/alpha/v1.0.0',
    sha: 'a'.repeat(40),
  });
  expect(sha256).not.toHaveProperty('sha');
});
