import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { git } from './isolated-git.mjs';

const HOOKS = fileURLToPath(new URL('../../spaces/session-notes/hooks/', import.meta.url));

function makeProject(t) {
  const project = mkdtempSync(join(tmpdir(), 'session notes-'));
  t.after(() => rmSync(project, { recursive: true }));
  return project;
}

function runHook(name, project, env = {}) {
  const { status, stdout, stderr } = spawnSync('sh', [join(HOOKS, `${name}.sh`)], {
    env: { PATH: process.env.PATH, HOME: project, CLAUDE_PROJECT_DIR: project, ...env },
    encoding: 'utf8',
  });
  assert.equal(status, 0, 'a hook never fails the session');
  assert.equal(stderr, '');
  return stdout;
}

const commit = (project, message) =>
  git(project, ['commit', '--quiet', '--allow-empty', '--message', message]);

test('outside of git and without notes it says how to start them', (t) => {
  assert.match(runHook('session-start', makeProject(t)), /no session notes yet.*\/session-notes:wrap-up/);
});

test('it shows the notes of earlier sessions', (t) => {
  const project = makeProject(t);
  writeFileSync(join(project, 'my notes.md'), '# Notes\nthe queue must run first\n');
  assert.match(
    runHook('session-start', project, { SESSION_NOTES_FILE: 'my notes.md' }),
    /the queue must run first/,
  );
});

test('it tells what was committed since the last session', (t) => {
  const project = makeProject(t);
  git(project, ['init', '--quiet']);
  commit(project, 'before');
  runHook('session-end', project);
  assert.doesNotMatch(runHook('session-start', project), /Commits since/);
  commit(project, 'by a colleague');
  const said = runHook('session-start', project);
  assert.match(said, /Commits since the last session here/);
  assert.match(said, /by a colleague/);
  assert.doesNotMatch(said, /before/);
});

test('neither hook leaves a file in the project', (t) => {
  const project = makeProject(t);
  git(project, ['init', '--quiet']);
  commit(project, 'one');
  runHook('session-end', project);
  runHook('session-start', project);
  assert.deepEqual(readdirSync(project), ['.git']);
});

test('a repository without commits, a spoilt mark and a missing project are no reason to fail', (t) => {
  const project = makeProject(t);
  git(project, ['init', '--quiet']);
  runHook('session-end', project);
  runHook('session-start', project);
  commit(project, 'one');
  writeFileSync(join(project, '.git/session-notes-head'), '--output=/tmp/owned');
  assert.doesNotMatch(runHook('session-start', project), /Commits since/);
  runHook('session-start', join(project, 'missing'));
  runHook('session-end', join(project, 'missing'));
});
