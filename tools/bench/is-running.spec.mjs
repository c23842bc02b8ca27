import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isRunning } from './is-running.mjs';

test('a process runs until it has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  assert.equal(isRunning(child.pid), true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(isRunning(child.pid), false);
});

const skip = process.platform !== 'linux' && 'only Linux tells the state of a process';
test('a process that has ended does not run where nobody asks how', { skip }, async (t) => {
  // exec: what was a shell does not know that it has a child.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
  t.after(() => parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
  const id = Number(line);
  const hasEnded = () => / Z /.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  for (let looked = 0; looked < 500 && !hasEnded(); looked++) await new Promise((go) => setTimeout(go, 20));
  assert.ok(hasEnded());
  assert.equal(isRunning(id), false);
});
