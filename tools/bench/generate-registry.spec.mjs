import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { git } from '../registry/isolated-git.mjs';
import { generateRegistry } from './generate-registry.mjs';

const SMALL = { spaces: 12, releases: 3, minFiles: 13, maxFiles: 20 };

function generate(t, options) {
  const out = mkdtempSync(join(tmpdir(), 'generate spec-'));
  t.after(() => rmSync(out, { recursive: true }));
  return generateRegistry({ out, ...SMALL, ...options });
}

const readProject = ({ project }) => readFileSync(join(project, 'asp-targets.toml'), 'utf8');
const filesAt = ({ registry }, tree) => git(registry, ['ls-tree', '-r', '--name-only', tree]).split('\n');
const manifestAt = ({ registry }, id, revision) =>
  parse(git(registry, ['show', `${revision}:spaces/${id}/space.toml`]));

test('the same seed gives the same commit and the same project', (t) => {
  const [one, two] = [generate(t, { seed: 7 }), generate(t, { seed: 7 })];
  assert.equal(one.head, two.head);
  assert.equal(readProject(one), readProject(two));
});

test('another seed gives another registry', (t) => {
  assert.notEqual(generate(t, { seed: 7 }).head, generate(t, { seed: 8 }).head);
});

test('every release of every space is tagged with the version its manifest states', (t) => {
  const made = generate(t);
  const tags = git(made.registry, ['tag', '--list']).split('\n');
  assert.equal(tags.length, SMALL.spaces * SMALL.releases);
  for (const tag of tags) {
    const [, id, version] = /^space\/(.+)\/v(.+)$/.exec(tag);
    assert.equal(manifestAt(made, id, tag).version, version);
  }
});

test('a space keeps to the number of files asked for', (t) => {
  const made = generate(t);
  for (const id of filesAt(made, 'HEAD:spaces').map((path) => path.split('/')[0])) {
    const count = filesAt(made, `HEAD:spaces/${id}`).length;
    assert.ok(count >= SMALL.minFiles && count <= SMALL.maxFiles, `${id} has ${count} files`);
  }
});

test('dependencies point to earlier spaces only, so there is no circle', (t) => {
  const made = generate(t);
  const ids = [...new Set(filesAt(made, 'HEAD:spaces').map((path) => path.split('/')[0]))];
  const deps = ids.flatMap((id) =>
    manifestAt(made, id, 'HEAD').deps.spaces.map((ref) => [id, /^space:(.+)@/.exec(ref)[1]]),
  );
  assert.notEqual(deps.length, 0);
  for (const [id, dep] of deps) assert.ok(ids.includes(dep) && dep < id, `${id} needs ${dep}`);
});

test('the work tree is what HEAD says', (t) => {
  assert.equal(git(generate(t).registry, ['status', '--porcelain']), '');
});

test('fewer files than a space needs is refused', (t) => {
  assert.throws(() => generate(t, { minFiles: 3 }), /--min-files must be a whole number from 13 on/);
});
