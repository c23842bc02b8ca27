import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { summarizeGraphRuns } from './render-graph-report.mjs';

const BENCH = fileURLToPath(new URL('./nx-graph.mjs', import.meta.url));
const bench = (...args) => spawnSync(process.execPath, [BENCH, ...args], { encoding: 'utf8' });

test('a small workspace is measured, and nothing is left behind', (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'nx-graph spec-'));
  t.after(() => rmSync(scratch, { recursive: true }));
  const [json, tmp] = [join(scratch, 'result.json'), join(scratch, 'tmp')];
  const { status, stdout, stderr } = bench(
    '--spaces',
    '6',
    '--files',
    '13',
    '--runs',
    '1',
    '--tmp',
    tmp,
    '--json',
    json,
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /ours − empty plugin/);
  const { rounds, summary } = JSON.parse(readFileSync(json, 'utf8'));
  const [{ cold, warm }] = rounds;
  assert.equal(cold['empty-plugin'].projects, 0);
  assert.equal(cold['bare-plugin'].projects, 7);
  assert.equal(warm['@agent-spaces/nx'].projects, 7);
  assert.equal(warm['@agent-spaces/nx'].edges, cold['@agent-spaces/nx'].edges);
  assert.ok(summary.cold.nodesMs > 0);
  assert.deepEqual(readdirSync(tmp), []);
});

test('a difference is one within a round', () => {
  const plugins = (empty, ours) => ({
    'empty-plugin': { wallMs: empty },
    'bare-plugin': { wallMs: empty },
    '@agent-spaces/nx': { wallMs: ours, loadMs: 1, nodesMs: 2, dependenciesMs: 3 },
  });
  const rounds = [
    [100, 110],
    [900, 920],
    [500, 530],
  ].map(([empty, ours]) => ({ load: 1, cold: plugins(empty, ours), warm: plugins(empty, ours) }));
  const { cold } = summarizeGraphRuns(rounds);
  assert.equal(cold.overEmptyMs, 20);
  assert.equal(cold.oursMs, 530);
  assert.equal(cold.inPluginMs, 6);
});

test('wrong usage says how it is used', () => {
  for (const args of [['--spaces', 'x'], ['--runs', '0'], ['--unknown']]) {
    const { status, stderr } = bench(...args);
    assert.equal(status, 2, args.join(' '));
    assert.notEqual(stderr, '');
  }
});
