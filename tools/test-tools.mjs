// Runs the tests of the tools with node's own runner: they are plain JavaScript and need no build.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tools = dirname(fileURLToPath(import.meta.url));
const specs = readdirSync(tools, { recursive: true })
  .filter((path) => path.endsWith('.spec.mjs'))
  .map((path) => join(tools, path))
  .sort();
const { status } = spawnSync(process.execPath, ['--test', ...specs], { stdio: 'inherit' });
process.exitCode = status ?? 1;
