import fc from 'fast-check';
import { AspError, ConfigParseError } from '../errors';
import { issuesOf } from '../testing/issues-of';
import { parseToml } from './parse-toml';

const parse = (text: string) => parseToml(text, 'f.toml');
const issues = (text: string) => issuesOf(() => parse(text));

describe('parseToml', () => {
  it('reads a byte order mark and CRLF', () => {
    expect(parse('\uFEFFa = 1\r\nb = "x"\r\n')).toEqual({ a: 1, b: 'x' });
  });

  it('takes __proto__ and constructor as ordinary keys', () => {
    const value = parse('__proto__ = { polluted = true }\nconstructor = 1') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['a fault', 'a = 1\nb = = 2', /^2:5 /],
    ['a key that stands twice', 'a = 1\na = 2', /^2:1 /],
    ['a NUL byte', 'a = "\0"', /^1:\d+ /],
    ['an integer that would lose digits', 'a = 99999999999999999999999', /^1:5 /],
    ['a key that is not text', 'a = 1\n[] = 2', /^2:\d+ /],
  ])('refuses %s with its place', (_, text, expected) => {
    expect(issues(text)).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ['headers', '['.repeat(10_000)],
    ['arrays', `a = ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['dotted keys', `a${'.a'.repeat(10_000)} = 1`],
    ['tables', `[a${'.a'.repeat(100_000)}]`],
  ])('refuses %s nested by the thousand', (_, text) => {
    expect(() => parse(text)).toThrow(ConfigParseError);
  });

  it('puts no control character into a message', () => {
    for (const text of ['\u001b[31m = 1', 'a = "\u001b"', '\u0007']) {
      for (const issue of issues(text)) expect(issue).not.toMatch(/\p{Cc}/u);
    }
  });

  it('gives a value or a typed error for any text', () => {
    const tomlish = fc.string({ unit: fc.constantFrom(...'[]{}=."\'#,\\\n\r\t 019-+:TZ_ae\0\u0085é') });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), tomlish), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AspError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
