import { GitError } from '@agent-spaces/core';
import { parseObjectAnswer, type ObjectAnswer } from './object-answer';

/** What happens with the answers of git, one after another. While a promise of `write` is pending nothing more is parsed. */
export interface AnswerConsumer {
  begin(answer: ObjectAnswer): void;
  /** A part of the content; a view of the chunk that was fed, to be copied by whoever keeps it. */
  write(part: Buffer): void | Promise<void>;
  end(): void;
}

const LINE_FEED = 0x0a;
/** Longer than any request we send, which git would repeat when it finds nothing. */
const LONGEST_LINE = 64 * 1024;

/** An incremental parser of the output of `git cat-file --batch`: chunks may end anywhere, contents may hold anything. */
export function createAnswerParser(consumer: AnswerConsumer): (chunk: Buffer) => Promise<void> {
  let line = '';
  let expected: 'line' | 'content' | 'line feed after content' = 'line';
  let contentLeft = 0;

  function takeLine(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(LINE_FEED, at);
    const end = found === -1 ? chunk.length : found;
    line += chunk.toString('latin1', at, end);
    if (line.length > LONGEST_LINE) throw new GitError('git cat-file answered with an endless line');
    if (found === -1) return end;
    const answer = parseObjectAnswer(line);
    if (!answer) throw new GitError(`git cat-file gave an answer that is not understood: ${line}`);
    line = '';
    consumer.begin(answer);
    if (answer.kind !== 'found') {
      consumer.end();
    } else {
      contentLeft = answer.size;
      expected = contentLeft > 0 ? 'content' : 'line feed after content';
    }
    return end + 1;
  }

  return async (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (expected === 'line') {
        at = takeLine(chunk, at);
      } else if (expected === 'content') {
        const part = chunk.subarray(at, at + contentLeft);
        at += part.length;
        contentLeft -= part.length;
        if (contentLeft === 0) expected = 'line feed after content';
        const written = consumer.write(part);
        // Awaiting nothing would still cost a turn per object.
        if (written) await written;
      } else {
        if (chunk[at] !== LINE_FEED) throw new GitError('git cat-file sent more content than it announced');
        at += 1;
        expected = 'line';
        consumer.end();
      }
    }
  };
}
