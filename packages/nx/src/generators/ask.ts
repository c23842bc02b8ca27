import { createInterface } from 'node:readline/promises';

/** What of the process a question needs. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Asks for what no option of Nx can ask for: it would ask before anyone has looked whether that is known already.
 *
 * @returns `undefined` where nobody can answer, or did not
 */
export async function ask(question: string, at: Terminal = process): Promise<string | undefined> {
  if (!isInteractive(at)) return undefined;
  const terminal = createInterface({ input: at.stdin, output: at.stdout });
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
const isInteractive = ({ stdin, stdout, env }: Terminal): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && env['CI'] !== 'true' && env['NX_INTERACTIVE'] !== 'false';
