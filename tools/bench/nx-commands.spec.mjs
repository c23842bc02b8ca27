import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isRunning } from './is-running.mjs';
import { nxCommands } from './nx-commands.mjs';

function inScratch(t) {
  const directory = mkdtempSync(join(tmpdir(), 'nx-commands spec-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A process that would run for ever and is nobody's child, as the daemon is. */
function startProcess(t) {
  const script = '"$0" -e "setInterval(() => {}, 1000)" >/dev/null 2>&1 & echo $!';
  const id = Number(execFileSync('sh', ['-c', script, process.execPath], { encoding: 'utf8' }));
  t.after(() => {
    if (isRunning(id)) process.kill(id, 'SIGKILL');
  });
  return id;
}

test('the daemon that a workspace names is gone once it was stopped', (t) => {
  const workspace = inScratch(t);
  const processId = startProcess(t);
  mkdirSync(join(workspace, '.nx/workspace-data/d'), { recursive: true });
  writeFileSync(join(workspace, '.nx/workspace-data/d/server-process.json'), JSON.stringify({ processId }));
  assert.ok(isRunning(processId));
  nxCommands(workspace, {}).stopDaemon();
  assert.ok(!isRunning(processId));
  nxCommands(workspace, {}).stopDaemon();
});

test('where no daemon was started, none is stopped', (t) => {
  nxCommands(inScratch(t), {}).stopDaemon();
});
