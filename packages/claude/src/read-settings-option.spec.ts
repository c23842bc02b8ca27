import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettingsOption } from './read-settings-option';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('readSettingsOption', () => {
  it('reads JSON text', async () => {
    await expect(readSettingsOption(' {"model": "opus"} ', root)).resolves.toEqual({ model: 'opus' });
  });

  it('reads a file from the working directory, with a byte order mark', async () => {
    writeFileSync(path.join(root, 'my settings.json'), '\uFEFF{"env": {"A": "1"}}');
    await expect(readSettingsOption('my settings.json', root)).resolves.toEqual({ env: { A: '1' } });
  });

  it('names the file that is missing and says what is expected', async () => {
    await expect(readSettingsOption('nope.json', root)).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      location: { file: path.join(root, 'nope.json') },
      hint: expect.stringContaining('JSON'),
    });
  });

  it('says where JSON text is broken', async () => {
    await expect(readSettingsOption('{"model": }', root)).rejects.toMatchObject({
      code: 'CONFIG_PARSE_ERROR',
      location: { file: '--settings', line: 1 },
    });
  });

  it.each([
    ['[]', [''], 'an object'],
    ['{"model": 7}', ['/model'], 'a string'],
    ['{"env": []}', ['/env'], 'an object'],
    ['{"env": {"constructor": "x"}}', ['/env'], 'an object without "constructor"'],
    [
      '{"permissions": {"deny": "Bash", "allow": [1]}}',
      ['/permissions/deny', '/permissions/allow'],
      'a list of strings',
    ],
    [
      '{"permissions": {"defaultMode": "yolo"}}',
      ['/permissions/defaultMode'],
      'one of default, acceptEdits, plan, dontAsk, auto, bypassPermissions',
    ],
    [
      '{"permissions": {"disableBypassPermissionsMode": true}}',
      ['/permissions/disableBypassPermissionsMode'],
      '"disable"',
    ],
    ['{"cleanupPeriodDays": 0}', ['/cleanupPeriodDays'], 'a whole number above 0'],
    ['{"outputStyle": null}', ['/outputStyle'], 'a string'],
    ['{"statusLine": {"type": "command"}}', ['/statusLine'], 'an object with "command"'],
    ['{"sandbox": {"enabled": "yes"}}', ['/sandbox/enabled'], 'true or false'],
    ['{"enabledPlugins": {"a@b": "yes"}}', ['/enabledPlugins/a@b'], 'true, false, or a list of strings'],
    [
      '{"hooks": {"Stop": [{"hooks": [{"type": "command"}]}]}}',
      ['/hooks/Stop/0/hooks/0'],
      'an object with "command"',
    ],
    [
      '{"hooks": {"Stop": [{"hooks": [{"type": "shout"}]}]}}',
      ['/hooks/Stop/0/hooks/0/type'],
      'one of command, prompt, agent, http, mcp_tool',
    ],
    [
      '{"extraKnownMarketplaces": {"ours/all": {"source": {"source": "github"}}}}',
      ['/extraKnownMarketplaces/ours~1all/source'],
      'an object with "repo"',
    ],
  ])('refuses %s, for which the client would drop all settings', async (text, pointers, expected) => {
    const file = path.join(root, 's.json');
    writeFileSync(file, `\n${text}`);
    await expect(readSettingsOption(file, root)).rejects.toMatchObject({
      code: 'CONFIG_VALIDATION_ERROR',
      issues: pointers.map((pointer) => ({
        message: `${pointer || 'The document'} must be ${expected}`,
        location: { file, pointer, line: 2 },
        hint: expect.stringContaining('those of the spaces too'),
      })),
    });
  });

  it.each([
    '{"noSuchSetting": {"of": ["any", "kind"]}, "constructor": 1}',
    '{"permissions": {"noSuchMember": 1}, "sandbox": {"network": {"noSuchMember": 1}}}',
    '{"effortLevel": "not yet known", "theme": 7, "statusLine": {"type": "command", "command": "x", "refreshInterval": 0}}',
    '{"env": {"COUNT": 1, "ON": true}}',
    '{"hooks": {"NotYetKnown": [], "Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": 0.5}]}]}}',
  ])('takes %s, which the client takes', async (text) => {
    await expect(readSettingsOption(text, root)).resolves.toEqual(JSON.parse(text));
  });
});
