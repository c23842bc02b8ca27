import { spawn } from 'node:child_process';
import { createAnswerParser, type AnswerConsumer } from './answer-parser';
import { gitFailure, gitNotStarted } from './git-failure';
import { gitArguments } from './imposed-settings';
import { countGitProcess } from './process-count';
import type { RepositoryAccess } from './repository-access';
import { currentGitEnvironment } from './run-git';

/** A request that was sent; it gets exactly one answer, or one failure. */
export interface PendingRequest extends AnswerConsumer {
  fail(error: unknown): void;
}

/** The life of one `git cat-file --batch`. */
export interface ReaderSession {
  readonly alive: boolean;
  /** `name` is sent on a line of its own and must not contain a line feed. */
  ask(name: string, request: PendingRequest): void;
  /** Ends the process and rejects what is pending; resolves when the process is gone. */
  end(error: unknown): Promise<void>;
}

const STDERR_KEPT = 8 * 1024;
const ANSWERED_KEPT = 1024;

export function startReaderSession({ directory, offline }: RepositoryAccess): ReaderSession {
  countGitProcess();
  const child = spawn('git', gitArguments(directory, ['cat-file', '--batch']), {
    env: currentGitEnvironment(offline),
    stdio: 'pipe',
    windowsHide: true,
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let alive = true;
  let stderr = '';
  let requests: PendingRequest[] = [];
  let answered = 0;
  let unsent = '';

  // Requests made in one go leave in one write: tens of thousands of system calls would cost more than git's answers.
  function send(): void {
    const lines = unsent;
    unsent = '';
    if (alive) child.stdin.write(lines);
  }

  const feed = createAnswerParser({
    begin: (answer) => requests[answered]?.begin(answer),
    write: (part) => requests[answered]?.write(part),
    end() {
      requests[answered]?.end();
      answered += 1;
      // Taking the first of tens of thousands off an array moves all the others each time; so they go in bulk.
      if (answered < ANSWERED_KEPT && answered < requests.length) return;
      requests.splice(0, answered);
      answered = 0;
    },
  });

  function fail(error: unknown): void {
    if (!alive) return;
    alive = false;
    // It only reads: there is nothing that an abrupt end could leave half done.
    child.kill();
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    const unanswered = requests.slice(answered);
    requests = [];
    for (const request of unanswered) request.fail(error);
  }

  async function consume(): Promise<void> {
    try {
      for await (const chunk of child.stdout) await feed(chunk as Buffer);
    } catch (error) {
      fail(error);
    }
  }

  child.once('error', (cause) => fail(gitNotStarted(cause)));
  // A broken pipe means that git has ended; `close` follows and knows why.
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  child.once('close', (exitCode, signal) => {
    const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
    fail(
      gitFailure(
        directory,
        `git cat-file ended unexpectedly (${how})`,
        stderr,
        `Run the command again; if it persists: git -C ${directory} fsck`,
      ),
    );
  });
  void consume();

  return {
    get alive() {
      return alive;
    },
    ask(name, request) {
      requests.push(request);
      if (unsent === '') setImmediate(send);
      unsent += `${name}\n`;
    },
    end(error) {
      fail(error);
      return gone;
    },
  };
}
