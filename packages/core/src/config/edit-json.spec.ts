import fc from 'fast-check';
import { removeJsonValue, setJsonValue } from './edit-json';

const TAGS = `{
  "$schema": "x",
  "b": { "stable": "v1.0.0", "latest": "v1.0.0" },
  "a": { "stable": "v2.0.0" }
}
`;

describe('setJsonValue', () => {
  it('replaces a value and nothing beside it', () => {
    expect(setJsonValue(TAGS, ['b', 'latest'], 'v1.1.0')).toBe(
      TAGS.replace('"latest": "v1.0.0"', '"latest": "v1.1.0"'),
    );
  });

  it('changes no byte for the value that is there', () => {
    const odd = '{"a" : [1,\n2 ] ,"b":{ }}';
    expect(setJsonValue(odd, ['a'], [1, 2])).toBe(odd);
    expect(setJsonValue(odd, [], { a: [1, 2], b: {} })).toBe(odd);
  });

  it('adds a member in the line that the others are in', () => {
    expect(setJsonValue(TAGS, ['a', 'beta'], 'v3.0.0-beta.1')).toBe(
      TAGS.replace('"v2.0.0" }', '"v2.0.0", "beta": "v3.0.0-beta.1" }'),
    );
  });

  it('adds an object the way the one before is written', () => {
    expect(setJsonValue(TAGS, ['c', 'stable'], 'v1.0.0')).toBe(
      TAGS.replace('"v2.0.0" }\n', '"v2.0.0" },\n  "c": { "stable": "v1.0.0" }\n'),
    );
    const spread = '{\n    "a": {\n        "x": 1\n    }\n}';
    expect(setJsonValue(spread, ['b', 'y'], 2)).toBe(
      '{\n    "a": {\n        "x": 1\n    },\n    "b": {\n        "y": 2\n    }\n}',
    );
  });

  it('keeps tabs, carriage returns and a byte order mark', () => {
    expect(setJsonValue('\uFEFF{\r\n\t"a": []\r\n}\r\n', ['a', '0'], { b: 1 })).toBe(
      '\uFEFF{\r\n\t"a": [\r\n\t\t{\r\n\t\t\t"b": 1\r\n\t\t}\r\n\t]\r\n}\r\n',
    );
  });

  it('fills an empty document, and keeps one that is written without blanks as it is', () => {
    expect(setJsonValue('{}\n', ['a', 'b'], 1)).toBe('{\n  "a": {\n    "b": 1\n  }\n}\n');
    expect(setJsonValue('{"a":{"b":1}}', ['a', 'c'], { d: [1, 2] })).toBe('{"a":{"b":1,"c":{"d":[1,2]}}}');
  });

  it('finds no place in what holds no members', () => {
    expect(() => setJsonValue('{"a": 1}', ['a', 'b'], 1)).toThrow(RangeError);
    expect(() => setJsonValue('[1]', ['2'], 1)).toThrow(RangeError);
    expect(() => setJsonValue('[1]', ['length'], 1)).toThrow(RangeError);
  });
});

describe('removeJsonValue', () => {
  it.each([
    ['the first', ['$schema'], '{\n  "b": { "stable"'],
    ['one in between', ['b'], '{\n  "$schema": "x",\n  "a": { "stable": "v2.0.0" }\n}\n'],
    ['the last', ['a'], '"latest": "v1.0.0" }\n}\n'],
    ['the only one', ['a', 'stable'], '"a": {}\n}\n'],
  ])('takes out %s', (_, path, expected) => {
    expect(removeJsonValue(TAGS, path)).toContain(expected);
  });

  it('changes nothing where there is nothing', () => {
    expect(removeJsonValue(TAGS, ['a', 'none', 'x'])).toBe(TAGS);
    expect(removeJsonValue(TAGS, [])).toBe(TAGS);
  });
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const name = fc.constantFrom('a', 'b', 'é "q"', 'constructor', '');
// Objects keep such keys in an order of their own.
const key = fc.oneof(name, fc.constantFrom('10', '2'));
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, 'x', 'brace } and "quote"', '\u2028'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
  ),
}));
const document = fc.dictionary(key, json, { maxKeys: 4 }) as fc.Arbitrary<Record<string, Json>>;

/** JSON as people and tools lay it out. */
const laidOut = (value: Json, style: number): string => {
  const text = JSON.stringify(value, null, [0, 2, 4, '\t', 2][style]);
  return style === 4 ? text.replaceAll('\n', '\r\n') : text;
};

const style = fc.nat(4);

describe('editing any JSON', () => {
  const set = (
    table: Readonly<Record<string, Json>>,
    [first = '', ...rest]: readonly string[],
    value: Json,
  ): Json => {
    const below = table[first];
    const isTable = typeof below === 'object' && below !== null && !Array.isArray(below);
    const inner = isTable ? (below as Readonly<Record<string, Json>>) : {};
    return { ...table, [first]: rest.length === 0 ? value : set(inner, rest, value) };
  };

  it('sets what is asked for, leaves every other value, and is undone by removing what it added', () => {
    fc.assert(
      fc.property(
        document,
        fc.array(name, { minLength: 1, maxLength: 3 }),
        json,
        style,
        (table, path, value, how) => {
          const text = laidOut(table, how);
          let edited: string;
          try {
            edited = setJsonValue(text, path, value);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            return;
          }
          expect(JSON.parse(edited)).toEqual(set(table, path, value));
          const first = path[0] ?? '';
          if (Object.keys(table).length > 0 && !Object.hasOwn(table, first))
            expect(removeJsonValue(edited, [first])).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('removes what is asked for and leaves every other value', () => {
    fc.assert(
      fc.property(document, key, style, (table, removed, how) => {
        const others = Object.entries(table).filter(([each]) => each !== removed);
        expect(JSON.parse(removeJsonValue(laidOut(table, how), [removed]))).toEqual(
          Object.fromEntries(others),
        );
      }),
      { numRuns: 300 },
    );
  });
});
