import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkBundle } from './check-bundle.mjs';

const root = mkdtempSync(join(tmpdir(), 'check-bundle-'));
after(() => rmSync(root, { recursive: true }));

function write(path, text) {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test('finds nothing wrong with a sound bundle', () => {
  write('plugins/000-a/.claude-plugin/plugin.json', '{"name": "a"}');
  const bundle = {
    plugins: [join(root, 'plugins/000-a')],
    settings: write('settings.json', '{}'),
    mcp: write('mcp.json', '{}'),
  };
  assert.deepEqual(checkBundle(bundle), { checked: 3, faults: [] });
});

test('names the file of every fault', () => {
  write('plugins/001-b/.claude-plugin/plugin.json', '{}');
  const { checked, faults } = checkBundle({
    plugins: [join(root, 'plugins/001-b'), join(root, 'plugins/002-none')],
    settings: write('bad.json', '{'),
    mcp: write('list.json', '[]'),
  });
  assert.equal(checked, 4);
  assert.equal(faults.length, 4);
  for (const [index, place] of ['001-b', '002-none', 'bad.json', 'list.json'].entries())
    assert.ok(faults[index].includes(place), faults[index]);
});
