#!/usr/bin/env node
// Weighs what a page makes a visitor download: page-weight.mjs <file or directory>...
// Exit code 0: script and style fit the budget; 1: they do not; 2: wrong usage.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const COUNTED = new Set(['.js', '.mjs', '.css']);
// Already compressed: packing them again would measure nothing.
const PACKED = new Set([
  '.png',
  '.jpg',
  '.jpeg',
  '.gif',
  '.webp',
  '.avif',
  '.woff',
  '.woff2',
  '.mp4',
  '.br',
  '.gz',
]);
const SHOWN = 15;

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

function weigh(path) {
  const bytes = readFileSync(path);
  const extension = extname(path).toLowerCase();
  return {
    path,
    counted: COUNTED.has(extension),
    raw: bytes.length,
    sent: PACKED.has(extension) ? bytes.length : gzipSync(bytes, { level: 9 }).length,
  };
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(11);
const total = (files, of) => files.reduce((sum, file) => sum + of(file), 0);

function report(files, budget) {
  const heaviest = files.toSorted((a, b) => b.sent - a.sent);
  console.log('       sent        raw  file');
  for (const file of heaviest.slice(0, SHOWN)) {
    console.log(
      `${kilobytes(file.sent)}${kilobytes(file.raw)}  ${file.path}${file.counted ? '' : '  (not counted)'}`,
    );
  }
  if (heaviest.length > SHOWN)
    console.log(`${' '.repeat(22)}  … and ${heaviest.length - SHOWN} smaller files`);
  const counted = total(
    files.filter((file) => file.counted),
    (file) => file.sent,
  );
  const verdict = counted <= budget ? 'within' : 'OVER';
  console.log(
    `\nscript and style, compressed:${kilobytes(counted)}, ${verdict} the budget of${kilobytes(budget)}`,
  );
  return counted <= budget;
}

function main(paths) {
  const budgetKb = Number(process.env.WEB_QUALITY_BUDGET_KB ?? 170);
  if (paths.length === 0 || !(budgetKb > 0)) {
    console.error('usage: [WEB_QUALITY_BUDGET_KB=170] page-weight.mjs <file or directory>...');
    return 2;
  }
  try {
    const files = paths
      .flatMap(filesBelow)
      .filter((path) => extname(path) !== '.map')
      .map(weigh);
    return report(files, budgetKb * 1024) ? 0 : 1;
  } catch (error) {
    console.error(`page-weight: ${error.message}`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
