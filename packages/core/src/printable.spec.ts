import fc from 'fast-check';
import { printable } from './printable';

describe('printable', () => {
  it('writes what a terminal would obey as escapes', () => {
    expect(printable('a\u001b[31m\n\u202e\ud800z')).toBe('a\\u001b[31m\\u000a\\u202e\\ud800z');
  });

  it('cuts what would flood a screen', () => {
    expect(printable('x'.repeat(81))).toBe(`${'x'.repeat(80)}…`);
  });

  it('leaves no control character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}|\p{Cf}|\p{Cs}/u.test(printable(text))),
    );
  });
});
