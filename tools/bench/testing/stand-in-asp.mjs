// The least that the benchmark takes for asp: its specs measure this, so that they need no built CLI.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'smol-toml';

const text = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    project: text,
    registry: text,
    'asp-home': text,
    output: text,
    'no-fetch': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    force: { type: 'boolean' },
    version: { type: 'boolean' },
  },
});

const idOf = (ref) => /^space:([^@]+)@/.exec(ref)[1];

function readTargets() {
  return Object.entries(parse(readFileSync(join(values.project, 'asp-targets.toml'), 'utf8')).targets);
}

function makePlugins(directory, keys) {
  for (const key of keys) mkdirSync(join(directory, 'plugins', key), { recursive: true });
}

function install() {
  const commit = spawnSync('git', ['-C', values.registry, 'rev-parse', 'HEAD']).stdout.toString().trim();
  const lock = { spaces: {}, targets: {} };
  for (const [name, { compose }] of readTargets()) {
    const loadOrder = compose.map((ref) => `${idOf(ref)}@${commit.slice(0, 12)}`);
    compose.forEach(
      (ref, index) => (lock.spaces[loadOrder[index]] = { commit, path: `spaces/${idOf(ref)}` }),
    );
    lock.targets[name] = { loadOrder };
    makePlugins(join(values.project, 'asp_modules', name), loadOrder);
  }
  mkdirSync(values['asp-home'], { recursive: true });
  writeFileSync(join(values.project, 'asp-lock.json'), JSON.stringify(lock));
}

function build([target]) {
  const lock = JSON.parse(readFileSync(join(values.project, 'asp-lock.json'), 'utf8'));
  makePlugins(values.output, lock.targets[target].loadOrder);
}

const [command, ...rest] = positionals;
if (command === 'install') install();
if (command === 'build') build(rest);
