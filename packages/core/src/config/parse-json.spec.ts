import fc from 'fast-check';
import { AspError, ConfigParseError } from '../errors';
import { issuesOf } from '../testing/issues-of';
import { parseJson } from './parse-json';

const parse = (text: string) => parseJson(text, 'f.json');
const issues = (text: string) => issuesOf(() => parse(text));

describe('parseJson', () => {
  it('reads what JSON.parse reads, with a byte order mark and CRLF too', () => {
    fc.assert(fc.property(fc.json(), (text) => void expect(parse(text)).toEqual(JSON.parse(text))));
    expect(parse('\uFEFF{\r\n"a": 1\r\n}')).toEqual({ a: 1 });
  });

  it('names every fault of a file at once, with its place', () => {
    expect(issues('{\n  "a": 1\n  "b": tru,\n  "c": [1, 2\n}\n')).toEqual([
      expect.stringMatching(/^3:3 - A `,` is missing/),
      expect.stringMatching(/^3:8 - This is not a JSON value/),
      expect.stringMatching(/^5:1 - /),
      ...new Array(issues('{\n  "a": 1\n  "b": tru,\n  "c": [1, 2\n}\n').length - 3).fill(expect.any(String)),
    ]);
  });

  it.each([
    ['a comment', '{"a": 1} // x', /^1:10 - Comments are not allowed/],
    ['a trailing comma', '{"a": [1,]}', /^1:10 - A value is missing/],
    ['an empty file', '', /^1:1 - A value is missing/],
    ['a NUL byte', '{"a":"\0"}', /^1:6 - A control character/],
    ['a second document', '{} {}', /^1:4 - The document ends/],
    ['a single quote', "{'a':1}", /^1:2 - /],
  ])('refuses %s', (_, text, expected) => {
    expect(issues(text)[0]).toMatch(expected);
  });

  it('refuses a key that stands twice, wherever it is', () => {
    expect(issues('{"a": {"b~/": 1,\n "b~/": 2}, "a": 3}')).toEqual([
      '2:2 /a/b~0~1 The key "b~/" stands here a second time | It is first at line 1, column 8; keep one of the two.',
      '2:13 /a The key "a" stands here a second time | It is first at line 1, column 2; keep one of the two.',
    ]);
    expect(issues('{"__proto__": 1, "__proto__": 2}')).toHaveLength(1);
  });

  it('takes __proto__ as an ordinary key', () => {
    const value = parse('{"__proto__": {"polluted": true}}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['arrays without end', '['.repeat(10_000)],
    ['closed arrays', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['objects', '{"a":'.repeat(10_000)],
    ['arrays after an unclosed text', `"\n${'['.repeat(10_000)}`],
    ['arrays after an escaped quote', `"\\\n"\n${'['.repeat(10_000)}`],
  ])('refuses %s nested by the thousand', (_, text) => {
    expect(() => parse(text)).toThrow(ConfigParseError);
  });

  it('gives a value or a typed error for any text', () => {
    const jsonish = fc.string({ unit: fc.constantFrom(...'{}[]",:\\/*\n\r\t 019-.eEtruefalsn\0\u2028é') });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), jsonish), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AspError);
          expect((error as AspError).issues[0]?.location.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
