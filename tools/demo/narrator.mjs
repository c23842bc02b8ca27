// @ts-check
import { styleText } from 'node:util';

/**
 * @typedef {'bold' | 'dim' | 'green' | 'red' | 'cyan'} Style
 * @typedef {ReturnType<typeof createNarrator>} Narrator
 */

/**
 * Tells people what a program does, step by step.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean }} out  colours are used on a terminal only
 */
export function createNarrator(out) {
  const coloured = out.isTTY === true && !process.env.NO_COLOR;
  /** @param {Style} style @param {string} text */
  const paint = (style, text) => (coloured ? styleText(style, text) : text);
  /** @param {string} text */
  const line = (text) => void out.write(`${text}\n`);
  let number = 0;
  return {
    line,
    paint,
    /** Says what is about to be done. @param {string} title */
    begin(title) {
      number += 1;
      line(`\n${paint('bold', `${number}. ${title}`)}`);
    },
    /** Shows a command line as one would type it. @param {string} text */
    command: (text) => line(`   ${paint('cyan', `$ ${text}`)}`),
    /** Shows what a program printed. @param {string} text */
    output(text) {
      const bar = paint('dim', '│');
      for (const each of text.replace(/\n$/, '').split('\n')) line(`   ${bar} ${each}`.trimEnd());
    },
    /** Says that the step is done. @param {string} what @param {number} ms */
    done: (what, ms) => line(`   ${paint('green', '✔')} ${what} ${paint('dim', `(${formatTime(ms)})`)}`),
    /** Says what is wrong. @param {string} what */
    fail: (what) => line(`   ${paint('red', '✘')} ${what}`),
  };
}

/** @param {number} ms */
const formatTime = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
