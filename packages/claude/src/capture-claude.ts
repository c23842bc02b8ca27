import type { ClaudeBinary } from './find-claude';
import { exitCodeOf } from './exit-code';
import { invocationError } from './invocation-error';

export interface CaptureOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the client reads; nothing unless given. */
  readonly input?: string;
  /** Milliseconds; no limit unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface CapturedRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs Claude Code without a terminal and gives what it printed; a failing exit code is an answer, not an error.
 *
 * @throws ClaudeInvocationError where it cannot be started, takes longer than `timeoutMs`, or `signal` ended it
 */
export async function captureClaude(
  binary: ClaudeBinary,
  args: readonly string[],
  { cwd, env, input = '', timeoutMs, signal }: CaptureOptions,
): Promise<CapturedRun> {
  // Loaded here because it takes 80 ms, and a run in the terminal does without it.
  const { execa } = await import('execa');
  const options = {
    cwd,
    env,
    extendEnv: false,
    input,
    stripFinalNewline: false,
    reject: false,
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  } as const;
  try {
    const run = await execa(binary.path, args, options);
    if (run.timedOut) throw new Error(`it gave no answer within ${timeoutMs} ms`);
    if (run.isCanceled) throw new Error('it was cancelled');
    if (run.exitCode === undefined && run.signal === undefined) throw run.cause;
    return { exitCode: exitCodeOf(run.exitCode, run.signal), stdout: run.stdout, stderr: run.stderr };
  } catch (cause) {
    throw invocationError(binary, cwd, cause);
  }
}
