import { withSession, type Session } from '@agent-spaces/engine';
import { showProgress } from './progress';
import type { Terminal } from './terminal';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly project?: string;
  readonly registry?: string;
  readonly aspHome?: string;
  /** commander's form of `--no-fetch`. */
  readonly fetch?: boolean;
  readonly quiet?: boolean;
}

/** Runs a command's work in a session whose progress is shown on the terminal. */
export async function inSession<Result>(
  terminal: Terminal,
  options: CommonOptions,
  work: (session: Session, stopProgress: () => void) => Promise<Result>,
): Promise<Result> {
  const progress = showProgress(terminal, { quiet: options.quiet === true || options.json === true });
  try {
    return await withSession(
      {
        cwd: terminal.cwd,
        env: terminal.env,
        fetch: options.fetch !== false,
        onEvent: progress.onEvent,
        ...(options.registry === undefined ? {} : { registry: options.registry }),
        ...(options.aspHome === undefined ? {} : { aspHome: options.aspHome }),
      },
      (session) => work(session, progress.stop),
    );
  } finally {
    progress.stop();
  }
}

export const projectOption = ({ project }: CommonOptions): { project?: string } =>
  project === undefined ? {} : { project };
