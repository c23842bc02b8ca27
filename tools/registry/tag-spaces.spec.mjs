import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRepository } from './create-repository.mjs';
import { git } from './isolated-git.mjs';
import { tagSpaces } from './tag-spaces.mjs';

const space = (id, version) => ({
  path: `spaces/${id}/space.toml`,
  mode: '100644',
  content: `schema = 1\nid = "${id}"\n${version ? `version = "${version}"\n` : ''}`,
});

function withRepository(commits, work) {
  const directory = mkdtempSync(join(tmpdir(), 'tag-spaces-'));
  try {
    work(directory, createRepository(directory, commits));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const tagsOf = (directory) =>
  git(directory, ['for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/tags'])
    .split('\n')
    .filter(Boolean);

test('every version without a tag is tagged at HEAD, a space without a version is not', () => {
  withRepository(
    [{ message: 'a', files: [space('alpha', '1.0.0'), space('beta')], tags: [] }],
    (directory, head) => {
      assert.deepEqual(tagSpaces(directory), ['space/alpha/v1.0.0']);
      assert.deepEqual(tagsOf(directory), [`space/alpha/v1.0.0 ${head}`]);
      assert.deepEqual(tagSpaces(directory), []);
    },
  );
});

test('a tag that is there stays on its commit', () => {
  const commits = [
    { message: 'a', files: [space('alpha', '1.0.0')], tags: ['space/alpha/v1.0.0'] },
    { message: 'b', files: [{ path: 'spaces/alpha/commands/a.md', mode: '100644', content: 'a' }], tags: [] },
  ];
  withRepository(commits, (directory, head) => {
    const [before] = tagsOf(directory);
    assert.ok(!before.endsWith(head));
    assert.deepEqual(tagSpaces(directory), []);
    assert.deepEqual(tagsOf(directory), [before]);
  });
});
