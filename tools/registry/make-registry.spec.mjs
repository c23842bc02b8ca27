import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { git } from './isolated-git.mjs';
import { makeRegistry } from './make-registry.mjs';

const PROGRAM = fileURLToPath(new URL('./make-registry.mjs', import.meta.url));

function inScratch(t) {
  const directory = mkdtempSync(join(tmpdir(), 'make registry-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return (name) => join(directory, name);
}

function writeFiles(directory, files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

const SOURCE = {
  'registry/dist-tags.json': '{ "one": { "stable": "v1.2.3" } }\n',
  'spaces/one/space.toml': 'schema = 1\nid = "one"\nversion = "1.2.3" # the version\n',
  'spaces/one/hooks/run.sh': '#!/bin/sh\nexit 0\n',
  'spaces/one/commands/a "quoted" name.md': 'text\r\n',
  'spaces/one/node_modules/left-out/index.js': '',
  'spaces/unversioned/space.toml': 'schema = 1\nid = "unversioned"\n\n[plugin]\nversion = "9.9.9"\n',
};

test('one commit holds the spaces, and each version has its tag', (t) => {
  const at = inScratch(t);
  const { tags } = makeRegistry({ source: writeFiles(at('source'), SOURCE), into: at('registry') });
  assert.deepEqual(tags, ['space/one/v1.2.3']);
  assert.equal(git(at('registry'), ['tag', '--list']), 'space/one/v1.2.3');
  assert.equal(git(at('registry'), ['rev-list', '--count', 'HEAD']), '1');
  assert.equal(git(at('registry'), ['status', '--porcelain']), '');
  assert.equal(
    readFileSync(join(at('registry'), 'spaces/one/commands/a "quoted" name.md'), 'utf8'),
    'text\r\n',
  );
  assert.deepEqual(readdirSync(join(at('registry'), 'spaces/one')).sort(), [
    'commands',
    'hooks',
    'space.toml',
  ]);
});

test('scripts are executable although the checkout lost the bit, and nothing else is although the mount sets it', (t) => {
  const at = inScratch(t);
  const source = writeFiles(at('source'), SOURCE);
  chmodSync(join(source, 'spaces/one/space.toml'), 0o777);
  makeRegistry({ source, into: at('registry') });
  const isExecutable = (path) => (statSync(join(at('registry'), path)).mode & 0o100) !== 0;
  assert.equal(isExecutable('spaces/one/hooks/run.sh'), true);
  assert.equal(isExecutable('spaces/one/space.toml'), false);
});

test('a link stays a link', (t) => {
  const at = inScratch(t);
  const source = writeFiles(at('source'), SOURCE);
  symlinkSync('space.toml', join(source, 'spaces/one/link'));
  makeRegistry({ source, into: at('registry') });
  assert.match(git(at('registry'), ['ls-tree', 'HEAD', 'spaces/one/link']), /^120000 /);
});

test('neither the user’s configuration nor a hook’s environment changes the commit', (t) => {
  const at = inScratch(t);
  const source = writeFiles(at('source'), SOURCE);
  const { head } = makeRegistry({ source, into: at('registry') });
  const home = writeFiles(at('home'), {
    '.gitconfig':
      '[user]\nname = Somebody\n[core]\nautocrlf = true\n[commit]\ngpgsign = true\n[init]\ndefaultBranch = other\n',
    '.config/git/attributes': '* text eol=crlf\n',
  });
  const hostile = {
    HOME: home,
    GIT_DIR: at('nowhere'),
    GIT_INDEX_FILE: at('index'),
    GIT_AUTHOR_NAME: 'Somebody',
    TZ: 'Asia/Tokyo',
  };
  const { status, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, '--source', source, '--into', at('second')],
    {
      env: { PATH: process.env.PATH, ...hostile },
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stderr);
  assert.equal(git(at('second'), ['rev-parse', 'main']), head);
  assert.equal(git(at('second'), ['status', '--porcelain']), '');
});

test('a directory that is not empty is refused and left as it was', (t) => {
  const at = inScratch(t);
  const source = writeFiles(at('source'), SOURCE);
  const into = writeFiles(at('registry'), { 'mine.txt': 'mine' });
  assert.throws(() => makeRegistry({ source, into }), /is not empty/);
  assert.deepEqual(readdirSync(into), ['mine.txt']);
});

test('a version that makes no valid tag fails and leaves nothing behind', (t) => {
  const at = inScratch(t);
  const source = writeFiles(at('source'), { ...SOURCE, 'spaces/one/space.toml': 'version = "1..0"\n' });
  assert.throws(() => makeRegistry({ source, into: at('registry') }), /git fast-import failed/);
  assert.deepEqual(readdirSync(at('.')), ['source']);
});

test('an empty directory is filled', (t) => {
  const at = inScratch(t);
  mkdirSync(at('registry'));
  makeRegistry({ source: writeFiles(at('source'), SOURCE), into: at('registry') });
  assert.ok(readdirSync(at('registry')).includes('spaces'));
});
