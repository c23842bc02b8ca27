// Preloaded into asp: dies without warning at the n-th change of the disk, in the middle of it where it writes content.
// KILL_AT=<n>; KILL_COUNT=<file> counts the changes of a whole run instead.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const CHANGES = [
  'mkdir',
  'writeFile',
  'write',
  'open',
  'rename',
  'link',
  'symlink',
  'rm',
  'rmdir',
  'unlink',
  'chmod',
  'copyFile',
];
const killAt = Number(process.env.KILL_AT ?? Infinity);
const { appendFileSync, writeFileSync, writeSync } = fs;
let changes = 0;

function die(name, args) {
  const [target, data] = args;
  if (/^writeFile/.test(name)) writeFileSync(target, data.slice(0, data.length / 2));
  else if (/^write/.test(name) && typeof data !== 'number') writeSync(target, data.slice(0, data.length / 2));
  process.kill(process.pid, 'SIGKILL');
}

const watch = (owner, name) => {
  const original = owner[name];
  if (typeof original !== 'function') return;
  owner[name] = function (...args) {
    const isChange = !/^open/.test(name) || /[wax+]/.test(String(args[1] ?? 'r'));
    if (isChange && ++changes === killAt) die(name, args);
    return original.apply(this, args);
  };
};
for (const name of CHANGES) {
  watch(fs, name);
  watch(fs, `${name}Sync`);
  watch(fs.promises, name);
}
syncBuiltinESMExports();

if (process.env.KILL_COUNT) process.on('exit', () => appendFileSync(process.env.KILL_COUNT, `${changes}\n`));
