import { renameSync, writeFileSync } from 'node:fs';

/** Whole or not at all. */
export function writeJson(file, value) {
  const staging = `${file}.${process.pid}.tmp`;
  writeFileSync(staging, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(staging, file);
}
