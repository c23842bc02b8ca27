// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY_ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLI = join(REPOSITORY_ROOT, 'packages/cli/bin/asp.js');

/** @throws where the CLI was never bundled */
export function requireCli() {
  if (!existsSync(join(REPOSITORY_ROOT, 'packages/cli/dist/bundle/main.mjs')))
    throw new Error(
      'asp is not bundled yet: run "npm run demo", or "npx nx run @agent-spaces/cli:bundle" first.',
    );
}

/**
 * Runs asp in a directory and gives what it printed.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ stdout: string, stderr: string }>}
 * @throws with asp's own words where it fails
 */
export async function runAsp(args, { cwd, env }) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0)
    throw new Error(`asp ${args.join(' ')} ended with ${exitCode}:\n${output.stderr || output.stdout}`);
  return output;
}
