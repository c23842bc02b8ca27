// node:child_process, not execa: loading execa costs 80 ms of a start that should cost 60, it ends the child when a signal comes,
// where ours must outlive its own signals, and of what it adds (buffers, streams, escaping) an inherited terminal needs nothing.
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import { exitCodeOf } from './exit-code';
import type { ClaudeBinary } from './find-claude';
import { invocationError } from './invocation-error';

export interface LaunchOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** By default the terminal of this process, as it is. */
  readonly stdio?: StdioOptions;
  /** Ends the client as SIGTERM does. */
  readonly signal?: AbortSignal;
}

/**
 * Runs Claude Code to its end and gives its exit code (128 + n where signal n ended it). This process stays until the client is
 * gone: it passes on the signals it gets and is not ended by them itself.
 *
 * @throws ClaudeInvocationError where the program cannot be started
 */
export async function launchClaude(
  binary: ClaudeBinary,
  args: readonly string[],
  { cwd, env, stdio = 'inherit', signal }: LaunchOptions,
): Promise<{ readonly exitCode: number }> {
  signal?.throwIfAborted();
  const child = start(binary, args, { cwd, env, stdio });
  const stop = () => child.kill('SIGTERM');
  const stopForwarding = forwardSignals(child);
  signal?.addEventListener('abort', stop);
  process.once('exit', stop);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (cause) => reject(invocationError(binary, cwd, cause)));
      child.once('exit', (code, endedBy) => resolve({ exitCode: exitCodeOf(code, endedBy) }));
    });
  } finally {
    stopForwarding();
    signal?.removeEventListener('abort', stop);
    process.off('exit', stop);
  }
}

/** Some failures come as an event and some at once (a NUL in an argument, too many arguments). */
function start(
  binary: ClaudeBinary,
  args: readonly string[],
  options: { cwd: string; env: LaunchOptions['env']; stdio: StdioOptions },
): ChildProcess {
  try {
    return spawn(binary.path, args, options);
  } catch (cause) {
    throw invocationError(binary, options.cwd, cause);
  }
}

const FORWARDED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'];
/** A terminal sends these to every process in the foreground, so the client has had them already; twice means "quit" to it. */
const FROM_KEYBOARD: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);

function forwardSignals(child: ChildProcess): () => void {
  const onTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  const forward = (signal: NodeJS.Signals) => {
    if (!(onTerminal && FROM_KEYBOARD.has(signal))) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward);
  };
}
