#!/usr/bin/env node
// The bundle is ESM so that a command loads only its own chunks; this file stays so that npm can link it before the first build.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const bundle = join(__dirname, '..', 'dist', 'bundle', 'main.mjs');
if (!existsSync(bundle)) {
  console.error('asp is not built yet: run `npm run build` in the agent-spaces repository.');
  process.exit(1);
}
import(pathToFileURL(bundle).href).then(async ({ main }) => {
  process.exitCode = await main(process.argv.slice(2));
});
