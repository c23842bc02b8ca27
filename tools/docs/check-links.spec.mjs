import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkLinks } from './check-links.mjs';
import { anchorsOf, linksOf } from './markdown-links.mjs';

test('finds inline links and definitions, and none in code', () => {
  const text = '[a](b.md) `[no](no.md)` ![i](i.png "t")\n\n```\n[no](no.md)\n```\n[d]: e.md#f\n';
  assert.deepEqual(linksOf(text), [
    { target: 'b.md', line: 1 },
    { target: 'i.png', line: 1 },
    { target: 'e.md#f', line: 6 },
  ]);
});

test('names headings as forges do, the second of a name with a number', () => {
  const text = '# The `store`, and more\n## W201\n## W201\n```\n# not one\n```\n';
  assert.deepEqual([...anchorsOf(text)], ['the-store-and-more', 'w201', 'w201-1']);
});

test('says which links lead nowhere and leaves the others alone', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'check-links-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'docs'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules/x.md'), '[gone](gone.md)');
  writeFileSync(
    join(root, 'a.md'),
    '# Here\n[self](#here) [up](docs/b.md#there) [web](https://example.com)\n[bad](docs/b.md#no) [gone](c.md)\n',
  );
  writeFileSync(join(root, 'docs/b.md'), '# There\n[a](../a.md)\n');
  const { files, faults } = checkLinks(root);
  assert.equal(files, 2);
  assert.deepEqual(faults, ['a.md:3: docs/b.md#no has no such heading', 'a.md:3: c.md does not exist']);
});
