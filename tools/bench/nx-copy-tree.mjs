// Reads and writes every file below a directory, one after the other: nx-copy-tree.mjs <from> <to>
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function copy(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copy(source, target);
    else writeFileSync(target, readFileSync(source), { mode: statSync(source).mode });
  }
}

const [from, to] = process.argv.slice(2);
copy(from, to);
