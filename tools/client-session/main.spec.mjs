import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('main.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'client-session-main-'));
after(() => rmSync(root, { recursive: true }));
const run = (...args) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

/** Says what a client says: one line of JSON for what it has loaded. */
const client = join(root, 'client.mjs');
writeFileSync(
  client,
  `const lists = { tools: [], slash_commands: [], agents: [], skills: [], plugins: [], mcp_servers: [] };
console.log(JSON.stringify({ type: 'system', subtype: 'init', model: process.env.MODEL, cwd: process.cwd(), ...lists }));
process.exitCode = Number(process.argv[2]);`,
);

test('prints the session as JSON, or for people', () => {
  const options = ['--cwd', root, '--env', 'MODEL=a=b', '--', process.execPath, client, '0'];
  const { status, stdout } = run(...options);
  const { init, problems } = JSON.parse(stdout);
  assert.deepEqual([status, init.model, problems], [0, 'a=b', []]);
  assert.match(run('--inventory', ...options).stdout, /^a=b, .*\nPlugins: none\n/);
});

test('ends with 1 where there are problems', () => {
  const { status, stdout } = run('--', process.execPath, client, '4');
  assert.equal(status, 1);
  assert.equal(JSON.parse(stdout).exitCode, 4);
});

test('ends with 2 and shows its usage where it cannot be understood', () => {
  writeFileSync(join(root, 'turns.json'), '{}');
  for (const args of [
    [],
    ['--nonsense'],
    ['--env', 'NAME', '--', 'true'],
    ['--timeout', 'soon', '--', 'true'],
    ['--turns', join(root, 'turns.json'), '--', 'true'],
  ]) {
    const { status, stdout, stderr } = run(...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /\n\nusage: /);
  }
});
