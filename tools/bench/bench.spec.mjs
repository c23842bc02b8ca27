import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const BENCH = fileURLToPath(new URL('./bench.mjs', import.meta.url));
const STAND_IN = fileURLToPath(new URL('./testing/stand-in-asp.mjs', import.meta.url));

function inScratch(t) {
  const directory = mkdtempSync(join(tmpdir(), 'bench spec-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

const bench = (...args) => spawnSync(process.execPath, [BENCH, ...args], { encoding: 'utf8' });

test('every step is measured beside the floors, and nothing is left behind', (t) => {
  const scratch = inScratch(t);
  const json = join(scratch, 'result.json');
  const tmp = join(scratch, 'tmp');
  const { status, stdout, stderr } = bench(
    '--cli',
    STAND_IN,
    '--spaces',
    '6',
    '--runs',
    '1',
    '--tmp',
    tmp,
    '--json',
    json,
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /cold install ÷ git archive\|tar/);
  const [{ spaces, results }] = JSON.parse(readFileSync(json, 'utf8')).sizes;
  const byName = new Map(results.map((result) => [result.name, result]));
  assert.equal(spaces, 6);
  assert.equal(byName.get('install, cold').processes.git, 1);
  const archive = byName.get('git archive | tar');
  assert.deepEqual(archive.processes, { git: 6, tar: 6 }, 'one archive per locked tree');
  assert.ok(archive.files >= 6 * 20);
  assert.equal(byName.get('node -e 0').files, 0);
  assert.deepEqual(readdirSync(tmp), []);
});

test('a CLI that makes no plugins is a failure and not a fast result', (t) => {
  const scratch = inScratch(t);
  const idle = join(scratch, 'idle.mjs');
  writeFileSync(
    idle,
    `import { writeFileSync } from 'node:fs';
    const project = process.argv[process.argv.indexOf('--project') + 1];
    writeFileSync(project + '/asp-lock.json', JSON.stringify({ spaces: {}, targets: { t05: { loadOrder: ['a@1'] } } }));`,
  );
  const { status, stderr } = bench('--cli', idle, '--spaces', '6', '--runs', '1', '--tmp', scratch);
  assert.equal(status, 1);
  assert.match(stderr, /t05: 0 plugins were made, 1 are locked/);
});

test('wrong usage says how it is used', () => {
  for (const args of [['--spaces', '5,x'], ['--runs', '0'], ['--cli', '/nowhere/asp.js'], ['--unknown']]) {
    const { status, stderr } = bench('--cli', STAND_IN, ...args);
    assert.equal(status, 2, args.join(' '));
    assert.notEqual(stderr, '');
  }
});
