import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Wrong usage of a tool: its message is how to use it, its exit code is 2. */
export class UsageError extends Error {}

const isUsageError = (error) => error instanceof UsageError || error.code?.startsWith?.('ERR_PARSE_ARGS');

/** Runs `main` if the module with this `import.meta.url` was started as a program, and not if it was imported. */
export async function runAsProgram(moduleUrl, main) {
  if (!process.argv[1] || realpathSync(process.argv[1]) !== fileURLToPath(moduleUrl)) return;
  try {
    await main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = isUsageError(error) ? 2 : 1;
  }
}
