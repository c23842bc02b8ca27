import type { SpaceId, SpaceSettings } from '@agent-spaces/core';
import { composeSettings } from './settings';

const space = (id: string, settings?: SpaceSettings) => ({ id: id as SpaceId, settings });
const options = { claude: {}, pluginsDirectory: '/work/asp_modules/dev/plugins' };
const READ = 'Read(//work/asp_modules/dev/plugins/**)';

describe('composing settings', () => {
  it('gives skills access to their files and keeps auto-memory out, even without any space', () => {
    expect(JSON.stringify(composeSettings([], options).settings)).toBe(
      `{"permissions":{"allow":["${READ}"]},"autoMemoryEnabled":false}`,
    );
  });

  it('concatenates rules in load order without repeating any, merges env, takes the last model', () => {
    const spaces = [
      space('a', {
        model: 'one',
        permissions: { allow: ['Bash', 'X'], deny: ['Y'] },
        env: { A: '1', B: '1' },
      }),
      space('b'),
      space('c', { model: 'two', permissions: { allow: ['X', 'Read'], deny: ['Y', 'Z'] }, env: { A: '2' } }),
      space('d', { env: { __proto__x: 'z' } }),
    ];
    expect(composeSettings(spaces, options)).toEqual({
      settings: {
        model: 'two',
        permissions: { allow: ['Bash', 'X', 'Read', READ], deny: ['Y', 'Z'] },
        env: { A: '2', B: '1', __proto__x: 'z' },
        autoMemoryEnabled: false,
      },
      renamedTools: [],
    });
  });

  it('lets [claude] decide model and permission mode', () => {
    const claude = { model: 'opus', permission_mode: 'plan' };
    const { settings } = composeSettings([space('a', { model: 'one' })], { ...options, claude });
    expect(settings).toMatchObject({ model: 'opus', permissions: { defaultMode: 'plan' } });
  });

  it('keeps a hostile env name as a name', () => {
    const env = JSON.parse('{"__proto__": "x"}') as Record<string, string>;
    const { settings } = composeSettings([space('a', { env })], options);
    expect(JSON.stringify(settings.env)).toBe('{"__proto__":"x"}');
  });

  it('writes tools as the client spells them and says which', () => {
    const permissions = {
      allow: ['bash(git:*)', 'webfetch', 'Bash', 'dangerous_tool', 'mcp__x__read'],
      deny: ['read'],
    };
    const { settings, renamedTools } = composeSettings([space('a', { permissions })], options);
    expect(settings.permissions).toEqual({
      allow: ['Bash(git:*)', 'WebFetch', 'Bash', 'dangerous_tool', 'mcp__x__read', READ],
      deny: ['Read'],
    });
    expect(renamedTools).toEqual([
      { space: 'a', from: 'bash(git:*)', to: 'Bash(git:*)' },
      { space: 'a', from: 'webfetch', to: 'WebFetch' },
      { space: 'a', from: 'read', to: 'Read' },
    ]);
  });

  it.each([
    ['/work/(a)/plugins', 'Read(//work/\\(a\\)/plugins/**)'],
    ['/work/[a]/plugins', 'Read(//work/\\[a\\]/plugins/**)'],
    ["/work/it's *here*/plugins", "Read(//work/it's *here*/plugins/**)"],
  ])('writes %s so that the client reads it as that directory', (pluginsDirectory, rule) => {
    expect(composeSettings([], { claude: {}, pluginsDirectory }).settings.permissions).toEqual({
      allow: [rule],
    });
  });

  it('names a directory that no rule can name', () => {
    const pluginsDirectory = '/work/a\\b/plugins';
    expect(composeSettings([], { claude: {}, pluginsDirectory }).settings.permissions).toEqual({
      additionalDirectories: [pluginsDirectory],
    });
  });

  it('writes a Windows path as the client does', () => {
    const { settings } = composeSettings([], { claude: {}, pluginsDirectory: 'C:\\work\\plugins' });
    expect(settings.permissions.allow).toEqual(['Read(//c/work/plugins/**)']);
  });
});
