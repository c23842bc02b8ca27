// Bundles the CLI from the rooms' sources: one chunk per command, and nothing loaded that a command does not use.
import { build } from 'esbuild';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const outdir = join(root, 'dist', 'bundle');

const result = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts' },
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  conditions: ['@agent-spaces/source'],
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  // CommonJS libraries inside the ESM bundle expect what every CommonJS module has.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url), __filename = __fileURLToPath(import.meta.url), __dirname = __fileURLToPath(new URL(".", import.meta.url));',
    ].join(''),
  },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
});

// What an earlier build left goes only now: an asp that someone runs meanwhile must not stand without its code.
const made = new Set(Object.keys(result.metafile.outputs).map((file) => join(root, file)));
for (const file of readdirSync(outdir, { recursive: true })) {
  const path = join(outdir, file);
  if (!made.has(path) && /\.mjs(?:\.map)?$/.test(path)) rmSync(path);
}

writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(result.metafile, root));

// What every command pays at its start, so a room imported as a whole by mistake is an error and not a slow program.
const START_BUDGET = 16 * 1024;
const started = startOf('dist/bundle/main.mjs');
const startBytes = [...started].reduce((sum, file) => sum + result.metafile.outputs[file].bytes, 0);
if (startBytes > START_BUDGET)
  throw new Error(`The start of asp loads ${startBytes} bytes: ${[...started].join(', ')}`);

const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`bundle: ${Object.keys(result.metafile.outputs).length} files, ${Math.round(bytes / 1024)} KiB`);

function startOf(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { kind, path } of result.metafile.outputs[file].imports)
    if (kind === 'import-statement' && path in result.metafile.outputs) startOf(path, seen);
  return seen;
}
