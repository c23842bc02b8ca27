import { gitEnvironment } from './environment';
import { gitFailure, gitNotStarted } from './git-failure';
import { gitArguments } from './imposed-settings';
import { countGitProcess } from './process-count';
import type { RepositoryAccess } from './repository-access';

export interface GitRunOptions {
  /** It writes to a work tree: let it finish even if this process is interrupted, for nobody repairs half a checkout. */
  readonly uninterrupted?: boolean;
  /** What git reads from its standard input; nothing unless given. */
  readonly input?: string | Buffer;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of this process made safe for git; it may ask for a password only where someone sits at a terminal. */
export function currentGitEnvironment(offline: boolean): NodeJS.ProcessEnv {
  const interactive = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  return gitEnvironment(process.env, { interactive, offline });
}

/** One git command, run to its end. An exit code is an answer, not an error; only a git that cannot start or is killed throws. */
export async function runGit(
  { directory, offline }: RepositoryAccess,
  args: readonly string[],
  options: GitRunOptions = {},
): Promise<GitResult> {
  // execa costs more to load than a git process costs to run; a command that needs no git must not pay for it.
  const { execa } = await import('execa');
  countGitProcess();
  const result = await execa('git', gitArguments(directory, args), {
    env: currentGitEnvironment(offline),
    extendEnv: false,
    reject: false,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    stripFinalNewline: false,
    ...(options.uninterrupted ? { detached: true, cleanup: false } : {}),
    windowsHide: true,
  });
  if (result.isTerminated || result.isMaxBuffer) {
    throw gitFailure(directory, 'git was ended before it had finished', result.shortMessage ?? result.stderr);
  }
  if (result.exitCode === undefined) throw gitNotStarted(result.cause);
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
