import fc from 'fast-check';
import { createColors } from './colors';
import { line, linesOf, messageLines, prose, textOf } from './line';
import { printed } from './testing/printed';

const colors = createColors(true);
const hostile = fc.string({ unit: fc.constantFrom(...'\u001b\u009b\u202e\u2028\ud800\n\r\t[0m') });
const anything = fc.oneof(hostile, fc.string({ unit: 'binary' }));

describe('line', () => {
  it.each([
    ['a colour', 'a\u001b[31mb', 'a\\u001b[31mb'],
    ['a title', 'evil\u001b]0;pwned\u0007.md', 'evil\\u001b]0;pwned\\u0007.md'],
    ['an eight-bit sequence', '\u009b2J', '\\u009b2J'],
    ['a turned direction', '\u202egnp.exe', '\\u202egnp.exe'],
    ['a newline', 'a\nerror FORGED', 'a\\u000aerror FORGED'],
    ['a carriage return', 'a\rerror', 'a\\u000derror'],
    ['a tab', 'a\tb', 'a\\u0009b'],
  ])('shows %s and does not obey it', (_, part, shown) => {
    expect(textOf(line`<${part}>`)).toBe(`<${shown}>`);
    expect(textOf(colors.cyan(part))).toBe(`\u001b[36m${shown}\u001b[39m`);
  });

  it('keeps colours through any number of lines', () => {
    const inner = line`${colors.bold('a')} ${7}`;
    expect(textOf(line`${colors.dim(line`(${inner})`)}!`)).toBe(
      '\u001b[2m(\u001b[1ma\u001b[22m\u001b[2m 7)\u001b[22m!',
    );
    expect(textOf(createColors(false).dim(inner))).toBe(textOf(inner));
  });

  it('is one line of visible characters, whatever is put into it', () => {
    fc.assert(
      fc.property(anything, (part) => {
        expect(textOf(line`${part}${createColors(false).red(part)}`)).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
        );
      }),
    );
  });

  it('cuts nothing, for a path must be whole', () => {
    expect(textOf(line`${'x'.repeat(5000)}`)).toHaveLength(5000);
  });
});

describe('text of several lines', () => {
  it('keeps its lines', () => {
    expect(linesOf('usage\n\n  a\u0007\n').map(textOf)).toEqual(['usage', '', '  a\\u0007']);
  });

  it('is marked from the second line on where it is a message', () => {
    expect(printed(messageLines(line`note`, 'git says:\nnote forged\u001b[2J'))).toBe(
      'note git says:\n  | note forged\\u001b[2J\n',
    );
  });

  it('becomes one where it is prose', () => {
    expect(prose('  High-level\r\n  design\n')).toBe('High-level design');
  });
});
