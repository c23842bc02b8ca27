import { withoutCredentials } from './without-credentials';

describe('withoutCredentials', () => {
  it.each([
    ['https://user:secret@example.com/r.git', 'https://example.com/r.git'],
    ['https://token@example.com/r.git', 'https://example.com/r.git'],
    ['HTTPS://user:p@ss@example.com/r.git', 'HTTPS://example.com/r.git'],
    ['ssh://git@example.com/r.git', 'ssh://git@example.com/r.git'],
    ['ssh://git:secret@example.com:2222/r.git', 'ssh://git@example.com:2222/r.git'],
    ['git@example.com:team/r.git', 'git@example.com:team/r.git'],
    ['https://example.com/@scope/r.git', 'https://example.com/@scope/r.git'],
    ['/srv/a@b/r.git', '/srv/a@b/r.git'],
    ["unable to access 'https://u:p@example.com/': down", "unable to access 'https://example.com/': down"],
  ])('turns %s into %s', (given, expected) => {
    expect(withoutCredentials(given)).toBe(expected);
  });
});
