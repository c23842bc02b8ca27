import { GitError } from '@agent-spaces/core';
import type { ObjectAnswer } from './object-answer';
import type { RepositoryAccess } from './repository-access';
import { startReaderSession, type PendingRequest, type ReaderSession } from './reader-session';

/** Takes the content of one answer and makes a value of it; without `write` the content is skipped and never held. */
export interface ContentSink<T> {
  /** A promise makes the reader wait, and every request behind this one with it. */
  readonly write?: (part: Buffer) => void | Promise<void>;
  readonly done: () => T;
}

export interface ObjectReader {
  /**
   * Asks for one object; `open` sees the header and says what becomes of the content. Requests are sent at once and answered in
   * order, so callers that do not wait for one another share the pipe without a round trip each.
   */
  request<T>(name: string, open: (answer: ObjectAnswer) => ContentSink<T>): Promise<T>;
  /** Ends the process; what is still pending is rejected. */
  close(): Promise<void>;
}

/** A name goes to git on a line of its own: nothing in it may end the line or look like an option. */
const UNSENDABLE = /^-|\p{Cc}/u;

/** One long-lived reader, started by the first request, and again by the next one should it die. */
export function createObjectReader(access: RepositoryAccess): ObjectReader {
  let session: ReaderSession | undefined;
  let closed = false;

  return {
    request: (name, open) =>
      new Promise((resolve, reject) => {
        if (closed)
          throw new GitError('The repository is closed', { hint: 'Open it again to read from it.' });
        if (UNSENDABLE.test(name)) throw new GitError(`${JSON.stringify(name)} does not name a git object`);
        if (!session?.alive) session = startReaderSession(access);
        session.ask(name, pendingRequest(open, resolve, reject));
      }),
    async close() {
      closed = true;
      await session?.end(new GitError('The repository was closed while it was being read'));
    },
  };
}

/** A sink that throws must not disturb the answers behind it: its error goes to its caller, the rest of its content is skipped. */
function pendingRequest<T>(
  open: (answer: ObjectAnswer) => ContentSink<T>,
  resolve: (value: T) => void,
  fail: (error: unknown) => void,
): PendingRequest {
  let sink: ContentSink<T> | undefined;
  const abandon = (error: unknown): void => {
    sink = undefined;
    fail(error);
  };
  return {
    begin(answer) {
      try {
        sink = open(answer);
      } catch (error) {
        abandon(error);
      }
    },
    write(part) {
      try {
        return sink?.write?.(part)?.catch(abandon);
      } catch (error) {
        return abandon(error);
      }
    },
    end() {
      try {
        if (sink) resolve(sink.done());
      } catch (error) {
        abandon(error);
      }
    },
    fail,
  };
}
