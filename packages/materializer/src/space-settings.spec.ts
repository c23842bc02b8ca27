import { ConfigParseError, ConfigValidationError, parseSpaceManifest } from '@agent-spaces/core';
import { readSpaceSettings } from './space-settings';
import { contentOf } from './testing';

const manifest = parseSpaceManifest(
  'schema = 1\nid = "tools"\n[settings]\nmodel = "m"\n[settings.permissions]\nallow = ["Bash"]\n',
  'space.toml',
);
const read = (permissions?: string) =>
  readSpaceSettings(
    manifest,
    contentOf(permissions === undefined ? {} : { 'permissions.toml': permissions }),
  );

describe('the settings of a space', () => {
  it('are those of its manifest', async () => {
    expect(await read()).toEqual({ model: 'm', permissions: { allow: ['Bash'] } });
  });

  it('gain the rules of permissions.toml, a path staying that path', async () => {
    const toml = `
[read]
paths = ["src/**", "/etc/hosts"]
[write]
paths = ["src/**"]
[exec]
commands = ["git"]
patterns = ["npm run *"]
[network]
hosts = ["example.com:443"]
[deny]
read = [".env"]
write = ["/etc/**"]
exec = ["rm", "sudo *"]
network = ["evil.example:80"]
`;
    expect(await read(toml)).toEqual({
      model: 'm',
      permissions: {
        allow: [
          'Bash',
          'Read(src/**)',
          'Read(//etc/hosts)',
          'Edit(src/**)',
          'Bash(git:*)',
          'Bash(npm run *)',
        ],
        deny: ['Read(.env)', 'Edit(//etc/**)', 'Bash(rm:*)', 'Bash(sudo *)', 'WebFetch(domain:evil.example)'],
      },
    });
  });

  it.each([
    ['an allowed command that would be a pattern', '[exec]\ncommands = ["git", "*"]', 2],
    ['an empty path, which would be every path', '[read]\npaths = [" "]', 2],
    ['paths that are no list', '[read]\npaths = "src"', 2],
    ['a section that is no table', 'deny = 1', 1],
  ])('refuse %s', async (_, toml, line) => {
    const failure = await read(toml).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigValidationError);
    expect(failure).toMatchObject({ location: { file: 'spaces/tools/permissions.toml', line } });
  });

  it('refuse broken TOML', async () => {
    await expect(read('[read')).rejects.toThrow(ConfigParseError);
  });
});
