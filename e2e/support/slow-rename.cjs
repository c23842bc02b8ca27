// Preloaded into asp: waits before it renames something to SLOW_RENAME=<pattern>, so that another process comes between a look and
// the step that was decided by it. SLOW_RENAME_TELL=<file> is written when it waits for the first time.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const pattern = new RegExp(process.env.SLOW_RENAME);
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  const tell = process.env.SLOW_RENAME_TELL;
  if (pattern.test(to) && tell) fs.writeFileSync(tell, '');
  if (pattern.test(to)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  renameSync(from, to);
};
syncBuiltinESMExports();
