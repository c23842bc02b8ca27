import { Writable } from 'node:stream';
import { createColors } from '../colors';
import { pageOn } from '../page';
import type { Terminal } from '../terminal';

export interface FakeTerminal extends Terminal {
  /** Everything written to `talk` so far. */
  talked(): string;
}

/** A terminal without colours that remembers what was said. */
export function fakeTerminal(options: { readonly isWatched: boolean }): FakeTerminal {
  let text = '';
  const sink = (keep: boolean): Writable =>
    new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        if (keep) text += chunk;
        done();
      },
    });
  const plain = createColors(false);
  return {
    cwd: '/',
    env: {},
    out: pageOn(sink(false)),
    talk: pageOn(sink(true)),
    outColors: plain,
    talkColors: plain,
    isWatched: options.isWatched,
    talked: () => text,
  };
}
