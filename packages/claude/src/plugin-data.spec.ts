import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makePluginData, pluginDataDirectory } from './plugin-data';

let home: string;
let mcpConfig: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'plugin-data-'));
  mcpConfig = path.join(home, 'mcp.json');
  const env = { CLAUDE_PLUGIN_DATA: pluginDataDirectory('my-p') };
  const args = [`${pluginDataDirectory('other')}/deep/file`];
  writeFileSync(mcpConfig, JSON.stringify({ mcpServers: { s: { command: 'x', args, env } } }));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('makePluginData', () => {
  it('makes the directories that servers name, again and again', () => {
    makePluginData(mcpConfig, { HOME: home });
    makePluginData(mcpConfig, { HOME: home });
    expect(existsSync(path.join(home, '.claude/plugins/data/my-p-inline'))).toBe(true);
    expect(existsSync(path.join(home, '.claude/plugins/data/other-inline'))).toBe(true);
    expect(existsSync(path.join(home, '.claude/plugins/data/other-inline/deep'))).toBe(false);
  });

  it('stops nobody whose home cannot be written, or who has none', () => {
    writeFileSync(path.join(home, '.claude'), 'a file');
    expect(() => makePluginData(mcpConfig, { HOME: home })).not.toThrow();
    expect(() => makePluginData(mcpConfig, {})).not.toThrow();
  });
});
