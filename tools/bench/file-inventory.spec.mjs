import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareInventories, takeInventory } from './file-inventory.mjs';

/** What `change` does to a directory that holds `old.txt`, 3 bytes. */
function changesOf(t, change) {
  const directory = mkdtempSync(join(tmpdir(), 'inventory-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const at = (name) => join(directory, name);
  writeFileSync(at('old.txt'), 'old');
  const before = takeInventory(directory);
  change(at);
  return compareInventories(before, takeInventory(directory));
}

test('nothing done is nothing written', (t) => {
  assert.deepEqual(
    changesOf(t, () => {}),
    { files: 0, bytes: 0 },
  );
});

test('new files count at every depth', (t) => {
  const changes = changesOf(t, (at) => {
    mkdirSync(at('a/b'), { recursive: true });
    writeFileSync(at('a/b/new.txt'), '12345');
  });
  assert.deepEqual(changes, { files: 1, bytes: 5 });
});

test('a hard link to an old file is a name without bytes', (t) => {
  assert.deepEqual(
    changesOf(t, (at) => linkSync(at('old.txt'), at('link.txt'))),
    { files: 1, bytes: 0 },
  );
});

test('two names of one new file share their bytes', (t) => {
  const changes = changesOf(t, (at) => {
    writeFileSync(at('new.txt'), '12345');
    linkSync(at('new.txt'), at('link.txt'));
  });
  assert.deepEqual(changes, { files: 2, bytes: 5 });
});

test('a file replaced by an equal one was written', (t) => {
  const changes = changesOf(t, (at) => {
    writeFileSync(at('temporary'), 'old');
    renameSync(at('temporary'), at('old.txt'));
  });
  assert.deepEqual(changes, { files: 1, bytes: 3 });
});
