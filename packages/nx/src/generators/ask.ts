import { createInterface } from 'node:readline/promises';

/**
 * Asks for what no option of Nx can ask for: it would ask before anyone has looked whether that is known already.
 *
 * @returns `undefined` where nobody can answer, or did not
 */
export async function ask(question: string): Promise<string | undefined> {
  if (!isInteractive()) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const given = new AbortController();
  // Ctrl-C and Ctrl-D close it, and leave the question open.
  terminal.once('close', () => given.abort());
  try {
    const answer = await terminal.question(`${question} `, { signal: given.signal });
    return answer.trim() === '' ? undefined : answer.trim();
  } catch (error) {
    if (given.signal.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}

/** As Nx decides it for the questions of a schema; `NX_INTERACTIVE` is what `--no-interactive` becomes. */
function isInteractive(): boolean {
  const { CI, NX_INTERACTIVE } = process.env;
  return (
    process.stdin.isTTY === true &&
    process.stdout.isTTY === true &&
    CI !== 'true' &&
    NX_INTERACTIVE !== 'false'
  );
}
