import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderMaterializeReport, summarizeMaterializeRuns } from './nx-materialize-report.mjs';

const BENCH = fileURLToPath(new URL('./nx-materialize.mjs', import.meta.url));
const bench = (...args) => spawnSync(process.execPath, [BENCH, ...args], { encoding: 'utf8' });

test('a small workspace is measured, and nothing is left behind', (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'nx-materialize spec-'));
  t.after(() => rmSync(scratch, { recursive: true }));
  const [json, tmp] = [join(scratch, 'result.json'), join(scratch, 'tmp')];
  const small = ['--spaces', '6', '--files', '13', '--runs', '1'];
  const { status, stdout, stderr } = bench(...small, '--tmp', tmp, '--json', json);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /cold ÷ engine in one process/);
  const { results } = JSON.parse(readFileSync(json, 'utf8'));
  const filesOf = (name) => results.find((result) => result.name === name)?.files;
  // Of each space the manifest is left out, plugin.json and the record come in.
  assert.equal(filesOf('nx -t asp-materialize, cold'), 6 * 14);
  assert.equal(filesOf('engine in one process, cold'), 6 * 14);
  assert.equal(filesOf('engine in one process, unchanged'), 0);
  assert.equal(filesOf('nx -t plain-copy, cold'), 6 * 13);
  assert.equal(filesOf('plain loop'), 6 * 13);
  assert.deepEqual(readdirSync(tmp), []);
});

const LINES = {
  'nx -t asp-materialize, cold': 900,
  'nx -t asp-materialize, unchanged, no daemon': 600,
  'nx -t asp-materialize, unchanged, daemon': 300,
  'nx -t plain-copy, cold': 450,
  'nx -t plain-copy, unchanged, no daemon': 400,
  'nx -t plain-copy, unchanged, daemon': 200,
  'engine in one process, cold': 300,
  'plain loop': 100,
};

test('ratios are of lines that do the same', () => {
  const results = Object.entries(LINES).map(([name, wallMs]) => ({
    name,
    wallMs,
    wallsMs: [wallMs],
    cpuMs: 1,
    files: 1,
    bytes: 1,
  }));
  const summary = summarizeMaterializeRuns(results);
  assert.deepEqual(summary, {
    coldOverPlainCopy: 2,
    restoredOverPlainCopy: 1.5,
    unchangedOverPlainCopy: 1.5,
    coldOverEngine: 3,
    engineOverLoop: 3,
  });
  const report = renderMaterializeReport({ results, summary, load: 1 });
  assert.match(report, /^nx -t asp-materialize, cold .* 30000$/m);
  assert.match(report, /^cold ÷ engine in one process +3\.00 ×$/m);
});

test('wrong usage says how it is used', () => {
  for (const args of [['--spaces', 'x'], ['--runs', '0'], ['--unknown']]) {
    const { status, stderr } = bench(...args);
    assert.equal(status, 2, args.join(' '));
    assert.notEqual(stderr, '');
  }
});
