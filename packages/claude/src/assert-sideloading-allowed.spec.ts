import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assertSideloadingAllowed } from './assert-sideloading-allowed';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'policy-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const FORBIDS = '{"disableSideloadFlags": true}';
const ALLOWS = '{"disableSideloadFlags": false}';

function policy(name: string, text: string, directory = 'etc/claude-code'): void {
  const file = path.join(root, directory, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const check = (platform: NodeJS.Platform = 'linux') => assertSideloadingAllowed({ platform, root });

describe('assertSideloadingAllowed', () => {
  it('passes on a machine without a policy', async () => {
    await expect(check()).resolves.toBeUndefined();
  });

  it.each([
    ['linux', 'etc/claude-code'],
    ['darwin', 'Library/Application Support/ClaudeCode'],
    ['win32', 'Program Files/ClaudeCode'],
  ] as const)('on %s names the file in %s and what to do', async (platform, directory) => {
    policy('managed-settings.json', FORBIDS, directory);
    const file = path.join(root, directory, 'managed-settings.json');
    await expect(check(platform)).rejects.toMatchObject({
      code: 'CLAUDE_INVOCATION_ERROR',
      message: expect.stringContaining(file),
      location: { file },
      hint: expect.stringContaining('administrator'),
    });
  });

  it.each<[string, [name: string, text: string][], string | undefined]>([
    ['a drop-in forbids', [['managed-settings.d/10.json', FORBIDS]], '10.json'],
    [
      'a drop-in allows what the main file forbids',
      [
        ['managed-settings.json', FORBIDS],
        ['managed-settings.d/10.json', ALLOWS],
      ],
      undefined,
    ],
    [
      'the last drop-in forbids',
      [
        ['managed-settings.d/10.json', ALLOWS],
        ['managed-settings.d/20.json', FORBIDS],
      ],
      '20.json',
    ],
    [
      'a later file says something else',
      [
        ['managed-settings.json', FORBIDS],
        ['managed-settings.d/10.json', '{"disableSideloadFlags": "no"}'],
      ],
      'managed-settings.json',
    ],
    [
      'the drop-in is hidden or not JSON by name',
      [
        ['managed-settings.d/.a.json', FORBIDS],
        ['managed-settings.d/b.txt', FORBIDS],
      ],
      undefined,
    ],
    ['the file is broken', [['managed-settings.json', '{"disableSideloadFlags": true']], undefined],
    ['the file is no object', [['managed-settings.json', 'null']], undefined],
    [
      'the file has a byte order mark',
      [['managed-settings.json', `\uFEFF${FORBIDS}`]],
      'managed-settings.json',
    ],
  ])('decides as the client does where %s', async (_, files, culprit) => {
    for (const [name, text] of files) policy(name, text);
    if (culprit === undefined) await expect(check()).resolves.toBeUndefined();
    else await expect(check()).rejects.toThrow(culprit);
  });
});
