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
    ['[]', ['']],
    ['{"model": 7}', ['/model']],
    [
      '{"env": {"A": 1}, "permissions": {"deny": "Bash", "allow": [1]}}',
      ['/env', '/permissions/allow', '/permissions/deny'],
    ],
    ['{"permissions": []}', ['/permissions']],
  ])('refuses %s, which the client would ignore without a word', async (text, pointers) => {
    const file = path.join(root, 's.json');
    writeFileSync(file, text);
    await expect(readSettingsOption(file, root)).rejects.toMatchObject({
      code: 'CONFIG_VALIDATION_ERROR',
      issues: pointers.map((pointer) => expect.objectContaining({ location: { file, pointer } })),
    });
  });
});
